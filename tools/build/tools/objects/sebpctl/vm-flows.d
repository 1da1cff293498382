build/tools/objects/sebpctl/vm-flows.o: sebpctl/vm-flows.c \
 sebpctl/vm-flows.h sebpctl/lines.h sebpctl/vms.h common/status.h \
 sebpctl/decode.h sebpctl/kvm.h common/clock.h common/grow.h
sebpctl/vm-flows.h:
sebpctl/lines.h:
sebpctl/vms.h:
common/status.h:
sebpctl/decode.h:
sebpctl/kvm.h:
common/clock.h:
common/grow.h:
