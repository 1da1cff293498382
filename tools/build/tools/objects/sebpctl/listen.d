build/tools/objects/sebpctl/listen.o: sebpctl/listen.c sebpctl/listen.h \
 common/status.h sebpctl/family.h
sebpctl/listen.h:
common/status.h:
sebpctl/family.h:
