build/tools/objects/sebpctl/lines.o: sebpctl/lines.c sebpctl/lines.h \
 common/grow.h
sebpctl/lines.h:
common/grow.h:
