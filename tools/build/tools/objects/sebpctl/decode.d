build/tools/objects/sebpctl/decode.o: sebpctl/decode.c sebpctl/decode.h \
 sebpctl/kvm.h ../uapi/linux/sebp.h ../uapi/linux/sebp_vmm.h
sebpctl/decode.h:
sebpctl/kvm.h:
../uapi/linux/sebp.h:
../uapi/linux/sebp_vmm.h:
