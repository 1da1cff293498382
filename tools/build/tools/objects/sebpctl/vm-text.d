build/tools/objects/sebpctl/vm-text.o: sebpctl/vm-text.c sebpctl/vms.h \
 common/status.h sebpctl/decode.h sebpctl/kvm.h common/format.h \
 common/names.h
sebpctl/vms.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
common/format.h:
common/names.h:
