build/tools/objects/sebpctl/vf-json.o: sebpctl/vf-json.c sebpctl/vf.h \
 common/pci.h common/status.h sebpctl/vf-config.h sebpctl/json.h
sebpctl/vf.h:
common/pci.h:
common/status.h:
sebpctl/vf-config.h:
sebpctl/json.h:
