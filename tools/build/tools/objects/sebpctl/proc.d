build/tools/objects/sebpctl/proc.o: sebpctl/proc.c sebpctl/proc.h
sebpctl/proc.h:
