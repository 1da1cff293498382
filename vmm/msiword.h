/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A word in memory that a device writes instead of raising an interrupt.
 *
 * An MSI-X interrupt is a memory write by the device, to an address that the CPU's interrupt logic listens at. Where
 * the table entry names an ordinary address, the same write only changes memory.
 */
#ifndef SEBP_MSIWORD_H
#define SEBP_MSIWORD_H

#include <linux/cache.h>
#include <linux/types.h>

struct iommu_domain;
struct page;
struct pci_dev;
struct sebp_vector;

/* A cache line for each: vectors are looked at by different CPUs. */
#define SEBP_WORD_STRIDE	SMP_CACHE_BYTES
/* No device writes this: the upper half of what an MSI-X entry holds as data is 0. */
#define SEBP_WORD_NOTHING	0xffffffffU

/**
 * struct sebp_words - the words of a device
 * @page: they lie in, or NULL
 * @domain: of the device, in which the page is mapped
 * @iova: where
 */
struct sebp_words {
	struct page *page;
	struct iommu_domain *domain;
	unsigned long iova;
};

/**
 * sebp_words_map - a page of words for a device
 * @w: becomes the page
 * @pdev: the device, attached to its VMM's domain
 *
 * Context: process. Return: NULL, or one sentence why this device cannot have any.
 */
const char *sebp_words_map(struct sebp_words *w, struct pci_dev *pdev);
void sebp_words_unmap(struct sebp_words *w);

/* Is the page where it was mapped? Any context. */
bool sebp_words_intact(const struct sebp_words *w);

/*
 * The device's next interrupt of this vector writes the word; what it raised before is an interrupt.
 * Context: IRQs off, owner of the vector.
 */
void sebp_word_engage(struct sebp_vector *v);

/*
 * Interrupts again. Return: the word was set until then, and nobody has announced that.
 * Context: IRQs off, owner of the vector.
 */
bool sebp_word_park(struct sebp_vector *v);

#endif /* SEBP_MSIWORD_H */
