build/tools/objects/common/conf.o: common/conf.c common/conf.h \
 common/status.h common/say.h
common/conf.h:
common/status.h:
common/say.h:
