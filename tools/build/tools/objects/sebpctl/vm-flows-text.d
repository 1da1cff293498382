build/tools/objects/sebpctl/vm-flows-text.o: sebpctl/vm-flows-text.c \
 sebpctl/vm-flows.h sebpctl/lines.h sebpctl/vms.h common/status.h \
 sebpctl/decode.h sebpctl/kvm.h ../uapi/linux/sebp_vmm.h common/format.h \
 common/names.h
sebpctl/vm-flows.h:
sebpctl/lines.h:
sebpctl/vms.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
../uapi/linux/sebp_vmm.h:
common/format.h:
common/names.h:
