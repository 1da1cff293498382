build/tools/objects/sebpctl/kvm.o: sebpctl/kvm.c sebpctl/kvm.h \
 sebpctl/proc.h
sebpctl/kvm.h:
sebpctl/proc.h:
