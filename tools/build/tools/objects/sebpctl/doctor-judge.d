build/tools/objects/sebpctl/doctor-judge.o: sebpctl/doctor-judge.c \
 sebpctl/doctor.h common/status.h sebpctl/decode.h sebpctl/kvm.h
sebpctl/doctor.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
