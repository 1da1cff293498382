build/tools/objects/sebpctl/screen.o: sebpctl/screen.c sebpctl/screen.h \
 sebpctl/sampler.h sebpctl/picture.h sebpctl/flows.h sebpctl/lines.h \
 sebpctl/snapshot.h common/status.h sebpctl/decode.h sebpctl/kvm.h \
 sebpctl/vm-flows.h sebpctl/vms.h common/clock.h common/say.h
sebpctl/screen.h:
sebpctl/sampler.h:
sebpctl/picture.h:
sebpctl/flows.h:
sebpctl/lines.h:
sebpctl/snapshot.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
sebpctl/vm-flows.h:
sebpctl/vms.h:
common/clock.h:
common/say.h:
