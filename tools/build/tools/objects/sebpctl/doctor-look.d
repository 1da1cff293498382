build/tools/objects/sebpctl/doctor-look.o: sebpctl/doctor-look.c \
 sebpctl/doctor.h common/status.h sebpctl/decode.h sebpctl/kvm.h \
 ../uapi/linux/sebp.h common/clock.h common/names.h common/pci.h \
 common/say.h sebpctl/family.h sebpctl/moderation.h sebpctl/proc.h \
 sebpctl/snapshot.h
sebpctl/doctor.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
../uapi/linux/sebp.h:
common/clock.h:
common/names.h:
common/pci.h:
common/say.h:
sebpctl/family.h:
sebpctl/moderation.h:
sebpctl/proc.h:
sebpctl/snapshot.h:
