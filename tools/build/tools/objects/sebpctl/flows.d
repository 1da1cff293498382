build/tools/objects/sebpctl/flows.o: sebpctl/flows.c sebpctl/flows.h \
 sebpctl/lines.h sebpctl/snapshot.h common/status.h sebpctl/decode.h \
 sebpctl/kvm.h common/clock.h common/grow.h
sebpctl/flows.h:
sebpctl/lines.h:
sebpctl/snapshot.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
common/clock.h:
common/grow.h:
