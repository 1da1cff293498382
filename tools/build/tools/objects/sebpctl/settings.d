build/tools/objects/sebpctl/settings.o: sebpctl/settings.c \
 sebpctl/settings.h ../uapi/linux/sebp.h common/status.h \
 sebpctl/command.h common/names.h common/parse.h common/say.h \
 sebpctl/family.h sebpctl/result.h
sebpctl/settings.h:
../uapi/linux/sebp.h:
common/status.h:
sebpctl/command.h:
common/names.h:
common/parse.h:
common/say.h:
sebpctl/family.h:
sebpctl/result.h:
