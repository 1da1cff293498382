build/tools/objects/sebpctl/attach.o: sebpctl/attach.c \
 ../uapi/linux/sebp.h sebpctl/command.h common/status.h \
 sebpctl/settings.h
../uapi/linux/sebp.h:
sebpctl/command.h:
common/status.h:
sebpctl/settings.h:
