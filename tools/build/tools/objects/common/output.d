build/tools/objects/common/output.o: common/output.c common/output.h \
 common/status.h common/say.h
common/output.h:
common/status.h:
common/say.h:
