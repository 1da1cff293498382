build/tools/objects/sebpctl/family.o: sebpctl/family.c sebpctl/family.h \
 common/status.h ../uapi/linux/sebp.h ../uapi/linux/sebp_vmm.h \
 common/say.h sebpctl/decode.h sebpctl/kvm.h sebpctl/netlink.h \
 sebpctl/reply.h
sebpctl/family.h:
common/status.h:
../uapi/linux/sebp.h:
../uapi/linux/sebp_vmm.h:
common/say.h:
sebpctl/decode.h:
sebpctl/kvm.h:
sebpctl/netlink.h:
sebpctl/reply.h:
