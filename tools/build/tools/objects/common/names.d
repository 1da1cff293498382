build/tools/objects/common/names.o: common/names.c common/names.h \
 ../uapi/linux/sebp.h ../uapi/linux/sebp_vmm.h
common/names.h:
../uapi/linux/sebp.h:
../uapi/linux/sebp_vmm.h:
