build/tools/objects/sebpctl/vf-release.o: sebpctl/vf-release.c \
 sebpctl/command.h common/status.h sebpctl/vf-steps.h sebpctl/vf.h \
 common/pci.h sebpctl/vf-config.h
sebpctl/command.h:
common/status.h:
sebpctl/vf-steps.h:
sebpctl/vf.h:
common/pci.h:
sebpctl/vf-config.h:
