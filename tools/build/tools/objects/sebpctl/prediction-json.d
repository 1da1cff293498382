build/tools/objects/sebpctl/prediction-json.o: sebpctl/prediction-json.c \
 sebpctl/prediction.h sebpctl/snapshot.h common/status.h sebpctl/decode.h \
 sebpctl/kvm.h common/names.h sebpctl/device-json.h sebpctl/json.h
sebpctl/prediction.h:
sebpctl/snapshot.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
common/names.h:
sebpctl/device-json.h:
sebpctl/json.h:
