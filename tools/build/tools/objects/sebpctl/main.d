build/tools/objects/sebpctl/main.o: sebpctl/main.c sebpctl/command.h \
 common/status.h common/say.h
sebpctl/command.h:
common/status.h:
common/say.h:
