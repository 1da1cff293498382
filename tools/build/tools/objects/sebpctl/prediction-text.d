build/tools/objects/sebpctl/prediction-text.o: sebpctl/prediction-text.c \
 sebpctl/prediction.h sebpctl/snapshot.h common/status.h sebpctl/decode.h \
 sebpctl/kvm.h ../uapi/linux/sebp.h common/clock.h common/format.h \
 common/names.h
sebpctl/prediction.h:
sebpctl/snapshot.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
../uapi/linux/sebp.h:
common/clock.h:
common/format.h:
common/names.h:
