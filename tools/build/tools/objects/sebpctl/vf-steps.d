build/tools/objects/sebpctl/vf-steps.o: sebpctl/vf-steps.c \
 sebpctl/vf-steps.h common/status.h sebpctl/vf.h common/pci.h \
 sebpctl/vf-config.h common/say.h sebpctl/json.h sebpctl/link.h
sebpctl/vf-steps.h:
common/status.h:
sebpctl/vf.h:
common/pci.h:
sebpctl/vf-config.h:
common/say.h:
sebpctl/json.h:
sebpctl/link.h:
