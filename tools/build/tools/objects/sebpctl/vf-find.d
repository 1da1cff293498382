build/tools/objects/sebpctl/vf-find.o: sebpctl/vf-find.c sebpctl/vf.h \
 common/pci.h common/status.h sebpctl/vf-config.h common/parse.h \
 common/say.h
sebpctl/vf.h:
common/pci.h:
common/status.h:
sebpctl/vf-config.h:
common/parse.h:
common/say.h:
