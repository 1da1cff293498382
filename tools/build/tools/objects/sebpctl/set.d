build/tools/objects/sebpctl/set.o: sebpctl/set.c ../uapi/linux/sebp.h \
 sebpctl/command.h common/status.h sebpctl/settings.h
../uapi/linux/sebp.h:
sebpctl/command.h:
common/status.h:
sebpctl/settings.h:
