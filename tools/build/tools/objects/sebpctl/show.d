build/tools/objects/sebpctl/show.o: sebpctl/show.c sebpctl/command.h \
 common/status.h sebpctl/family.h sebpctl/snapshot.h sebpctl/decode.h \
 sebpctl/kvm.h
sebpctl/command.h:
common/status.h:
sebpctl/family.h:
sebpctl/snapshot.h:
sebpctl/decode.h:
sebpctl/kvm.h:
