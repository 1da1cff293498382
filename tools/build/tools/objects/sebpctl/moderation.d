build/tools/objects/sebpctl/moderation.o: sebpctl/moderation.c \
 sebpctl/moderation.h sebpctl/decode.h sebpctl/kvm.h sebpctl/family.h \
 common/status.h
sebpctl/moderation.h:
sebpctl/decode.h:
sebpctl/kvm.h:
sebpctl/family.h:
common/status.h:
