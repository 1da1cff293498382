build/tools/objects/sebpctl/link.o: sebpctl/link.c sebpctl/link.h \
 sebpctl/vf-config.h sebpctl/netlink.h sebpctl/reply.h
sebpctl/link.h:
sebpctl/vf-config.h:
sebpctl/netlink.h:
sebpctl/reply.h:
