build/tools/objects/sebpctl/vm-json.o: sebpctl/vm-json.c sebpctl/vms.h \
 common/status.h sebpctl/decode.h sebpctl/kvm.h common/names.h \
 sebpctl/json.h
sebpctl/vms.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
common/names.h:
sebpctl/json.h:
