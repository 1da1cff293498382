build/tools/objects/sebpctl/drivers.o: sebpctl/drivers.c sebpctl/doctor.h \
 common/status.h sebpctl/decode.h sebpctl/kvm.h \
 build/tools/objects/drivers.inc
sebpctl/doctor.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
build/tools/objects/drivers.inc:
