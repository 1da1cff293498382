build/tools/objects/sebpctl/vm.o: sebpctl/vm.c ../uapi/linux/sebp_vmm.h \
 sebpctl/command.h common/status.h common/parse.h common/say.h \
 sebpctl/family.h sebpctl/vms.h sebpctl/decode.h sebpctl/kvm.h
../uapi/linux/sebp_vmm.h:
sebpctl/command.h:
common/status.h:
common/parse.h:
common/say.h:
sebpctl/family.h:
sebpctl/vms.h:
sebpctl/decode.h:
sebpctl/kvm.h:
