build/tools/objects/sebpctl/vf-set.o: sebpctl/vf-set.c sebpctl/command.h \
 common/status.h common/say.h sebpctl/vf-wish.h sebpctl/vf-steps.h \
 sebpctl/vf.h common/pci.h sebpctl/vf-config.h
sebpctl/command.h:
common/status.h:
common/say.h:
sebpctl/vf-wish.h:
sebpctl/vf-steps.h:
sebpctl/vf.h:
common/pci.h:
sebpctl/vf-config.h:
