build/tools/objects/common/wrap.o: common/wrap.c common/wrap.h
common/wrap.h:
