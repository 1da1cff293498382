build/tools/objects/sebpctl/vf-assign.o: sebpctl/vf-assign.c \
 sebpctl/command.h common/status.h sebpctl/vf-wish.h sebpctl/vf-steps.h \
 sebpctl/vf.h common/pci.h sebpctl/vf-config.h
sebpctl/command.h:
common/status.h:
sebpctl/vf-wish.h:
sebpctl/vf-steps.h:
sebpctl/vf.h:
common/pci.h:
sebpctl/vf-config.h:
