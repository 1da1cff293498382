build/tools/objects/sebpctl/notice-json.o: sebpctl/notice-json.c \
 sebpctl/notice.h sebpctl/decode.h sebpctl/kvm.h sebpctl/device-json.h \
 sebpctl/json.h common/status.h
sebpctl/notice.h:
sebpctl/decode.h:
sebpctl/kvm.h:
sebpctl/device-json.h:
sebpctl/json.h:
common/status.h:
