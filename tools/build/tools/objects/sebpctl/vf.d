build/tools/objects/sebpctl/vf.o: sebpctl/vf.c sebpctl/vf.h common/pci.h \
 common/status.h sebpctl/vf-config.h sebpctl/command.h common/say.h
sebpctl/vf.h:
common/pci.h:
common/status.h:
sebpctl/vf-config.h:
sebpctl/command.h:
common/say.h:
