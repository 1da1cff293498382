build/tools/objects/sebpctl/vf-text.o: sebpctl/vf-text.c sebpctl/vf.h \
 common/pci.h common/status.h sebpctl/vf-config.h
sebpctl/vf.h:
common/pci.h:
common/status.h:
sebpctl/vf-config.h:
