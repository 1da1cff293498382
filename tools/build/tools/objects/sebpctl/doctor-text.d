build/tools/objects/sebpctl/doctor-text.o: sebpctl/doctor-text.c \
 sebpctl/doctor.h common/status.h sebpctl/decode.h sebpctl/kvm.h \
 common/wrap.h
sebpctl/doctor.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
common/wrap.h:
