build/tools/objects/common/say.o: common/say.c common/say.h \
 common/status.h
common/say.h:
common/status.h:
