build/tools/objects/sebpctl/show-json.o: sebpctl/show-json.c \
 sebpctl/snapshot.h common/status.h sebpctl/decode.h sebpctl/kvm.h \
 common/names.h sebpctl/device-json.h sebpctl/json.h
sebpctl/snapshot.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
common/names.h:
sebpctl/device-json.h:
sebpctl/json.h:
