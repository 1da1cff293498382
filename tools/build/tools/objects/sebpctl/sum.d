build/tools/objects/sebpctl/sum.o: sebpctl/sum.c sebpctl/sum.h \
 sebpctl/decode.h sebpctl/kvm.h
sebpctl/sum.h:
sebpctl/decode.h:
sebpctl/kvm.h:
