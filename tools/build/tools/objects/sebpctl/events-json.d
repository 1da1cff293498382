build/tools/objects/sebpctl/events-json.o: sebpctl/events-json.c \
 sebpctl/sources.h common/status.h sebpctl/decode.h sebpctl/kvm.h \
 common/names.h sebpctl/json.h
sebpctl/sources.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
common/names.h:
sebpctl/json.h:
