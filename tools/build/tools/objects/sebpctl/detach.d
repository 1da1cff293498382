build/tools/objects/sebpctl/detach.o: sebpctl/detach.c \
 ../uapi/linux/sebp.h sebpctl/command.h common/status.h sebpctl/family.h \
 sebpctl/result.h
../uapi/linux/sebp.h:
sebpctl/command.h:
common/status.h:
sebpctl/family.h:
sebpctl/result.h:
