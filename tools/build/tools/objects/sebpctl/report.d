build/tools/objects/sebpctl/report.o: sebpctl/report.c sebpctl/report.h \
 sebpctl/snapshot.h common/status.h sebpctl/decode.h sebpctl/kvm.h \
 sebpctl/command.h common/output.h sebpctl/family.h
sebpctl/report.h:
sebpctl/snapshot.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
sebpctl/command.h:
common/output.h:
sebpctl/family.h:
