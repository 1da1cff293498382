build/tools/objects/sebpctl/apply.o: sebpctl/apply.c ../uapi/linux/sebp.h \
 sebpctl/command.h common/status.h common/conf.h common/say.h \
 sebpctl/decode.h sebpctl/kvm.h sebpctl/family.h sebpctl/result.h \
 sebpctl/settings.h sebpctl/sources.h
../uapi/linux/sebp.h:
sebpctl/command.h:
common/status.h:
common/conf.h:
common/say.h:
sebpctl/decode.h:
sebpctl/kvm.h:
sebpctl/family.h:
sebpctl/result.h:
sebpctl/settings.h:
sebpctl/sources.h:
