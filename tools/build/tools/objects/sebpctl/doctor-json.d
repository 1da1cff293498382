build/tools/objects/sebpctl/doctor-json.o: sebpctl/doctor-json.c \
 sebpctl/doctor.h common/status.h sebpctl/decode.h sebpctl/kvm.h \
 sebpctl/json.h
sebpctl/doctor.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
sebpctl/json.h:
