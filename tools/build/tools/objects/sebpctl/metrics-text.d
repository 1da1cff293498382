build/tools/objects/sebpctl/metrics-text.o: sebpctl/metrics-text.c \
 sebpctl/metrics.h sebpctl/snapshot.h common/status.h sebpctl/decode.h \
 sebpctl/kvm.h ../uapi/linux/sebp.h common/names.h
sebpctl/metrics.h:
sebpctl/snapshot.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
../uapi/linux/sebp.h:
common/names.h:
