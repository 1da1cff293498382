build/tools/objects/sebpctl/notice-text.o: sebpctl/notice-text.c \
 sebpctl/notice.h sebpctl/decode.h sebpctl/kvm.h ../uapi/linux/sebp.h \
 common/format.h common/names.h
sebpctl/notice.h:
sebpctl/decode.h:
sebpctl/kvm.h:
../uapi/linux/sebp.h:
common/format.h:
common/names.h:
