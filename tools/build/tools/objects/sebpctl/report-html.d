build/tools/objects/sebpctl/report-html.o: sebpctl/report-html.c \
 sebpctl/report.h sebpctl/snapshot.h common/status.h sebpctl/decode.h \
 sebpctl/kvm.h ../uapi/linux/sebp.h common/format.h common/names.h \
 sebpctl/sum.h
sebpctl/report.h:
sebpctl/snapshot.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
../uapi/linux/sebp.h:
common/format.h:
common/names.h:
sebpctl/sum.h:
