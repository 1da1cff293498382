build/tools/objects/sebpctl/events.o: sebpctl/events.c \
 ../uapi/linux/sebp.h sebpctl/command.h common/status.h sebpctl/family.h \
 sebpctl/sources.h sebpctl/decode.h sebpctl/kvm.h
../uapi/linux/sebp.h:
sebpctl/command.h:
common/status.h:
sebpctl/family.h:
sebpctl/sources.h:
sebpctl/decode.h:
sebpctl/kvm.h:
