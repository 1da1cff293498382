build/tools/objects/sebpctl/vf-config.o: sebpctl/vf-config.c \
 sebpctl/vf-config.h sebpctl/decode.h sebpctl/kvm.h
sebpctl/vf-config.h:
sebpctl/decode.h:
sebpctl/kvm.h:
