build/tools/objects/common/format.o: common/format.c common/format.h
common/format.h:
