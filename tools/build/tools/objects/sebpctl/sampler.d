build/tools/objects/sebpctl/sampler.o: sebpctl/sampler.c \
 sebpctl/sampler.h sebpctl/picture.h sebpctl/flows.h sebpctl/lines.h \
 sebpctl/snapshot.h common/status.h sebpctl/decode.h sebpctl/kvm.h \
 sebpctl/vm-flows.h sebpctl/vms.h ../uapi/linux/sebp.h \
 ../uapi/linux/sebp_vmm.h common/clock.h sebpctl/family.h
sebpctl/sampler.h:
sebpctl/picture.h:
sebpctl/flows.h:
sebpctl/lines.h:
sebpctl/snapshot.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
sebpctl/vm-flows.h:
sebpctl/vms.h:
../uapi/linux/sebp.h:
../uapi/linux/sebp_vmm.h:
common/clock.h:
sebpctl/family.h:
