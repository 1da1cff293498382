build/tools/objects/sebpctl/vm-flows-json.o: sebpctl/vm-flows-json.c \
 sebpctl/vm-flows.h sebpctl/lines.h sebpctl/vms.h common/status.h \
 sebpctl/decode.h sebpctl/kvm.h common/names.h sebpctl/json.h
sebpctl/vm-flows.h:
sebpctl/lines.h:
sebpctl/vms.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
common/names.h:
sebpctl/json.h:
