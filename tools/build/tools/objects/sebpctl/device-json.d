build/tools/objects/sebpctl/device-json.o: sebpctl/device-json.c \
 sebpctl/device-json.h sebpctl/decode.h sebpctl/kvm.h common/names.h \
 sebpctl/json.h common/status.h
sebpctl/device-json.h:
sebpctl/decode.h:
sebpctl/kvm.h:
common/names.h:
sebpctl/json.h:
common/status.h:
