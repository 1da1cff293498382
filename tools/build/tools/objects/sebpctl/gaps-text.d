build/tools/objects/sebpctl/gaps-text.o: sebpctl/gaps-text.c \
 sebpctl/snapshot.h common/status.h sebpctl/decode.h sebpctl/kvm.h \
 common/format.h
sebpctl/snapshot.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
common/format.h:
