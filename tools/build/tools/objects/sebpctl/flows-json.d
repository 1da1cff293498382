build/tools/objects/sebpctl/flows-json.o: sebpctl/flows-json.c \
 sebpctl/flows.h sebpctl/lines.h sebpctl/snapshot.h common/status.h \
 sebpctl/decode.h sebpctl/kvm.h common/names.h sebpctl/json.h
sebpctl/flows.h:
sebpctl/lines.h:
sebpctl/snapshot.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
common/names.h:
sebpctl/json.h:
