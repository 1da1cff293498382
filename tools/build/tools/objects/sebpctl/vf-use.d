build/tools/objects/sebpctl/vf-use.o: sebpctl/vf-use.c sebpctl/vf.h \
 common/pci.h common/status.h sebpctl/vf-config.h common/say.h
sebpctl/vf.h:
common/pci.h:
common/status.h:
sebpctl/vf-config.h:
common/say.h:
