build/tools/objects/sebpctl/picture-text.o: sebpctl/picture-text.c \
 sebpctl/picture.h sebpctl/flows.h sebpctl/lines.h sebpctl/snapshot.h \
 common/status.h sebpctl/decode.h sebpctl/kvm.h sebpctl/vm-flows.h \
 sebpctl/vms.h
sebpctl/picture.h:
sebpctl/flows.h:
sebpctl/lines.h:
sebpctl/snapshot.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
sebpctl/vm-flows.h:
sebpctl/vms.h:
