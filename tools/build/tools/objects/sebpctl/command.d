build/tools/objects/sebpctl/command.o: sebpctl/command.c \
 sebpctl/command.h common/status.h common/say.h
sebpctl/command.h:
common/status.h:
common/say.h:
