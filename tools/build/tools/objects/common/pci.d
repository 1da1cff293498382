build/tools/objects/common/pci.o: common/pci.c common/pci.h \
 common/parse.h
common/pci.h:
common/parse.h:
