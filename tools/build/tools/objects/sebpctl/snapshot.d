build/tools/objects/sebpctl/snapshot.o: sebpctl/snapshot.c \
 sebpctl/snapshot.h common/status.h sebpctl/decode.h sebpctl/kvm.h \
 ../uapi/linux/sebp.h common/grow.h common/say.h sebpctl/family.h
sebpctl/snapshot.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
../uapi/linux/sebp.h:
common/grow.h:
common/say.h:
sebpctl/family.h:
