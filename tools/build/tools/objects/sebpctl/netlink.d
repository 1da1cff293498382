build/tools/objects/sebpctl/netlink.o: sebpctl/netlink.c \
 sebpctl/netlink.h sebpctl/reply.h
sebpctl/netlink.h:
sebpctl/reply.h:
