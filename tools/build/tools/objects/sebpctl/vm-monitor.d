build/tools/objects/sebpctl/vm-monitor.o: sebpctl/vm-monitor.c \
 ../uapi/linux/sebp_vmm.h sebpctl/family.h common/status.h \
 sebpctl/listen.h sebpctl/vms.h sebpctl/decode.h sebpctl/kvm.h
../uapi/linux/sebp_vmm.h:
sebpctl/family.h:
common/status.h:
sebpctl/listen.h:
sebpctl/vms.h:
sebpctl/decode.h:
sebpctl/kvm.h:
