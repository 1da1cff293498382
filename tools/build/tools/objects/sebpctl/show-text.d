build/tools/objects/sebpctl/show-text.o: sebpctl/show-text.c \
 sebpctl/snapshot.h common/status.h sebpctl/decode.h sebpctl/kvm.h \
 ../uapi/linux/sebp.h common/format.h common/names.h
sebpctl/snapshot.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
../uapi/linux/sebp.h:
common/format.h:
common/names.h:
