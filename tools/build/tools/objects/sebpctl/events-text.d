build/tools/objects/sebpctl/events-text.o: sebpctl/events-text.c \
 sebpctl/sources.h common/status.h sebpctl/decode.h sebpctl/kvm.h \
 common/names.h common/wrap.h
sebpctl/sources.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
common/names.h:
common/wrap.h:
