build/tools/objects/sebpctl/reply.o: sebpctl/reply.c sebpctl/reply.h \
 sebpctl/decode.h sebpctl/kvm.h
sebpctl/reply.h:
sebpctl/decode.h:
sebpctl/kvm.h:
