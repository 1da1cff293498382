build/tools/objects/sebpctl/picture-json.o: sebpctl/picture-json.c \
 sebpctl/picture.h sebpctl/flows.h sebpctl/lines.h sebpctl/snapshot.h \
 common/status.h sebpctl/decode.h sebpctl/kvm.h sebpctl/vm-flows.h \
 sebpctl/vms.h sebpctl/json.h
sebpctl/picture.h:
sebpctl/flows.h:
sebpctl/lines.h:
sebpctl/snapshot.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
sebpctl/vm-flows.h:
sebpctl/vms.h:
sebpctl/json.h:
