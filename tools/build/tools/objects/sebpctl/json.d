build/tools/objects/sebpctl/json.o: sebpctl/json.c sebpctl/json.h \
 common/status.h common/say.h
sebpctl/json.h:
common/status.h:
common/say.h:
