build/tools/objects/sebpctl/vf-wish.o: sebpctl/vf-wish.c \
 sebpctl/vf-wish.h sebpctl/command.h common/status.h sebpctl/vf-steps.h \
 sebpctl/vf.h common/pci.h sebpctl/vf-config.h common/parse.h \
 common/say.h sebpctl/link.h
sebpctl/vf-wish.h:
sebpctl/command.h:
common/status.h:
sebpctl/vf-steps.h:
sebpctl/vf.h:
common/pci.h:
sebpctl/vf-config.h:
common/parse.h:
common/say.h:
sebpctl/link.h:
