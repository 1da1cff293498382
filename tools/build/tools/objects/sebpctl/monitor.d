build/tools/objects/sebpctl/monitor.o: sebpctl/monitor.c \
 ../uapi/linux/sebp.h sebpctl/command.h common/status.h sebpctl/family.h \
 sebpctl/listen.h sebpctl/notice.h sebpctl/decode.h sebpctl/kvm.h \
 sebpctl/snapshot.h
../uapi/linux/sebp.h:
sebpctl/command.h:
common/status.h:
sebpctl/family.h:
sebpctl/listen.h:
sebpctl/notice.h:
sebpctl/decode.h:
sebpctl/kvm.h:
sebpctl/snapshot.h:
