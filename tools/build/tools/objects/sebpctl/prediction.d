build/tools/objects/sebpctl/prediction.o: sebpctl/prediction.c \
 sebpctl/prediction.h sebpctl/snapshot.h common/status.h sebpctl/decode.h \
 sebpctl/kvm.h sebpctl/sum.h
sebpctl/prediction.h:
sebpctl/snapshot.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
sebpctl/sum.h:
