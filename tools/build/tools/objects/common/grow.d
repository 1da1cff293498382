build/tools/objects/common/grow.o: common/grow.c common/grow.h \
 common/say.h common/status.h
common/grow.h:
common/say.h:
common/status.h:
