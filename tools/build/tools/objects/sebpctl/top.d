build/tools/objects/sebpctl/top.o: sebpctl/top.c sebpctl/command.h \
 common/status.h common/parse.h common/say.h sebpctl/screen.h \
 sebpctl/sampler.h sebpctl/picture.h sebpctl/flows.h sebpctl/lines.h \
 sebpctl/snapshot.h sebpctl/decode.h sebpctl/kvm.h sebpctl/vm-flows.h \
 sebpctl/vms.h
sebpctl/command.h:
common/status.h:
common/parse.h:
common/say.h:
sebpctl/screen.h:
sebpctl/sampler.h:
sebpctl/picture.h:
sebpctl/flows.h:
sebpctl/lines.h:
sebpctl/snapshot.h:
sebpctl/decode.h:
sebpctl/kvm.h:
sebpctl/vm-flows.h:
sebpctl/vms.h:
