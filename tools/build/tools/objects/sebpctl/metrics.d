build/tools/objects/sebpctl/metrics.o: sebpctl/metrics.c \
 sebpctl/metrics.h sebpctl/snapshot.h common/status.h sebpctl/decode.h \
 sebpctl/kvm.h ../uapi/linux/sebp.h sebpctl/command.h common/output.h \
 sebpctl/family.h
sebpctl/metrics.h:
sebpctl/snapshot.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
../uapi/linux/sebp.h:
sebpctl/command.h:
common/output.h:
sebpctl/family.h:
