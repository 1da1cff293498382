build/tools/objects/sebpctl/vf-create.o: sebpctl/vf-create.c \
 sebpctl/command.h common/status.h common/parse.h common/say.h \
 sebpctl/vf-steps.h sebpctl/vf.h common/pci.h sebpctl/vf-config.h
sebpctl/command.h:
common/status.h:
common/parse.h:
common/say.h:
sebpctl/vf-steps.h:
sebpctl/vf.h:
common/pci.h:
sebpctl/vf-config.h:
