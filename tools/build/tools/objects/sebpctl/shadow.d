build/tools/objects/sebpctl/shadow.o: sebpctl/shadow.c \
 ../uapi/linux/sebp.h sebpctl/command.h common/status.h common/clock.h \
 common/parse.h common/say.h sebpctl/family.h sebpctl/prediction.h \
 sebpctl/snapshot.h sebpctl/decode.h sebpctl/kvm.h
../uapi/linux/sebp.h:
sebpctl/command.h:
common/status.h:
common/clock.h:
common/parse.h:
common/say.h:
sebpctl/family.h:
sebpctl/prediction.h:
sebpctl/snapshot.h:
sebpctl/decode.h:
sebpctl/kvm.h:
