build/tools/objects/common/parse.o: common/parse.c common/parse.h \
 ../uapi/linux/sebp.h common/names.h
common/parse.h:
../uapi/linux/sebp.h:
common/names.h:
