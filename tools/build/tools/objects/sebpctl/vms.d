build/tools/objects/sebpctl/vms.o: sebpctl/vms.c sebpctl/vms.h \
 common/status.h sebpctl/decode.h sebpctl/kvm.h ../uapi/linux/sebp_vmm.h \
 common/grow.h sebpctl/family.h
sebpctl/vms.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
../uapi/linux/sebp_vmm.h:
common/grow.h:
sebpctl/family.h:
