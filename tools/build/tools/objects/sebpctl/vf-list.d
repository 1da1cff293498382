build/tools/objects/sebpctl/vf-list.o: sebpctl/vf-list.c \
 sebpctl/command.h common/status.h common/say.h sebpctl/vf.h common/pci.h \
 sebpctl/vf-config.h
sebpctl/command.h:
common/status.h:
common/say.h:
sebpctl/vf.h:
common/pci.h:
sebpctl/vf-config.h:
