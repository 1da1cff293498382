build/tools/objects/sebpctl/vf-table.o: sebpctl/vf-table.c sebpctl/vf.h \
 common/pci.h common/status.h sebpctl/vf-config.h common/say.h \
 sebpctl/link.h
sebpctl/vf.h:
common/pci.h:
common/status.h:
sebpctl/vf-config.h:
common/say.h:
sebpctl/link.h:
