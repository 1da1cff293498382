build/tools/objects/sebpctl/flows-text.o: sebpctl/flows-text.c \
 sebpctl/flows.h sebpctl/lines.h sebpctl/snapshot.h common/status.h \
 sebpctl/decode.h sebpctl/kvm.h ../uapi/linux/sebp.h common/format.h \
 common/names.h
sebpctl/flows.h:
sebpctl/lines.h:
sebpctl/snapshot.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
../uapi/linux/sebp.h:
common/format.h:
common/names.h:
