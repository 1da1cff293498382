# SPDX-License-Identifier: GPL-2.0-only
# The Makefile beside the sources that DKMS gets: make KDIR=/headers/of/the/kernel DIRECTORIES="module vmm".
# One after the other, as they share objects.
all clean:
	$(foreach directory,$(DIRECTORIES),$(MAKE) -C $(KDIR) M=$(CURDIR)/$(directory) $(@:all=modules) &&) :

.PHONY: all clean
