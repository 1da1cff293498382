build/tools/objects/sebpctl/doctor.o: sebpctl/doctor.c sebpctl/doctor.h \
 common/status.h sebpctl/decode.h sebpctl/kvm.h sebpctl/command.h
sebpctl/doctor.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
sebpctl/command.h:
