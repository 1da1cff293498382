build/tools/objects/sebpctl/result.o: sebpctl/result.c sebpctl/result.h \
 common/status.h ../uapi/linux/sebp.h sebpctl/decode.h sebpctl/kvm.h \
 sebpctl/device-json.h sebpctl/family.h sebpctl/json.h
sebpctl/result.h:
common/status.h:
../uapi/linux/sebp.h:
sebpctl/decode.h:
sebpctl/kvm.h:
sebpctl/device-json.h:
sebpctl/family.h:
sebpctl/json.h:
