// SPDX-License-Identifier: GPL-2.0-only
/* Words in memory: see msiword.h. */
#include <linux/io.h>
#include <linux/iommu.h>
#include <linux/mm.h>
#include <linux/msi.h>
#include <linux/pci.h>

#include "compat/compat.h"
#include "vf.h"

/* Guest memory is below this in any machine there is; more would cost AMD's page tables a level. */
#define IOVA_LIMIT	DMA_BIT_MASK(48)
/* So many pages are tried. */
#define IOVA_TRIES	1024

static bool reserved(struct list_head *regions, unsigned long iova)
{
	struct iommu_resv_region *r;

	list_for_each_entry(r, regions, list)
		if (iova < r->start + r->length && r->start < iova + PAGE_SIZE)
			return true;
	return false;
}

/*
 * At three quarters of what the device can address. Guests have their memory at its beginning; those with an IOMMU of their own
 * choose addresses from the top of it downwards, or from 4 GiB.
 */
static unsigned long free_iova(struct iommu_domain *domain, struct list_head *regions)
{
	u64 end = min_t(u64, domain->geometry.aperture_end, IOVA_LIMIT);
	unsigned long iova = ALIGN_DOWN(end - end / 4, PAGE_SIZE);
	int i;

	for (i = 0; i < IOVA_TRIES && iova > domain->geometry.aperture_start; i++, iova -= PAGE_SIZE)
		if (!reserved(regions, iova) && !iommu_iova_to_phys(domain, iova))
			return iova;
	return 0;
}

static unsigned long choose_iova(struct iommu_domain *domain, struct pci_dev *pdev)
{
	struct iommu_group *group = iommu_group_get(&pdev->dev);
	struct iommu_resv_region *r, *next;
	unsigned long iova = 0;
	LIST_HEAD(regions);

	if (!group)
		return 0;
	if (!iommu_get_group_resv_regions(group, &regions))
		iova = free_iova(domain, &regions);
	list_for_each_entry_safe(r, next, &regions, list)
		kfree(r);
	iommu_group_put(group);
	return iova;
}

static void free_word_page(struct sebp_words *w)
{
	ClearPageReserved(w->page);
	__free_page(w->page);
	w->page = NULL;
}

/* Devices of one VMM may have one domain: no two of them may choose the same address. */
static DEFINE_MUTEX(iova_lock);

static const char *map_words(struct sebp_words *w, struct iommu_domain *domain, struct pci_dev *pdev)
{
	w->iova = choose_iova(domain, pdev);
	if (!w->iova)
		return "no address is free in the device's IOMMU domain";
	w->page = alloc_page(GFP_KERNEL);
	if (!w->page)
		return "there was no memory for the word";
	memset(page_address(w->page), 0xff, PAGE_SIZE);
	/* VFIO takes what it finds in the domain for pages that it has pinned: if it finds this one, it leaves it alone. */
	SetPageReserved(w->page);
	/* The device has no business reading it. */
	if (sebp_iommu_map(domain, w->iova, page_to_phys(w->page), PAGE_SIZE, IOMMU_WRITE | IOMMU_CACHE)) {
		free_word_page(w);
		return "the IOMMU does not map the word";
	}
	w->domain = domain;
	return NULL;
}

const char *sebp_words_map(struct sebp_words *w, struct pci_dev *pdev)
{
	struct iommu_domain *domain = iommu_get_domain_for_dev(&pdev->dev);
	const char *reason;

	if (!domain || !(domain->type & __IOMMU_DOMAIN_PAGING))
		return "no IOMMU translates the device's memory accesses";
	mutex_lock(&iova_lock);
	reason = map_words(w, domain, pdev);
	mutex_unlock(&iova_lock);
	return reason;
}

bool sebp_words_intact(const struct sebp_words *w)
{
	return iommu_iova_to_phys(w->domain, w->iova) == page_to_phys(w->page);
}

void sebp_words_unmap(struct sebp_words *w)
{
	if (!w->page)
		return;
	/* What others have put there meanwhile is theirs. */
	if (sebp_words_intact(w))
		iommu_unmap(w->domain, w->iova, PAGE_SIZE);
	free_word_page(w);
}

/* An entry may be changed while it is masked only; what comes meanwhile is pending, and sent as what it then says. */
static void write_entry(struct sebp_vector *v, u64 address)
{
	writel(v->ctrl | PCI_MSIX_ENTRY_CTRL_MASKBIT, v->entry + PCI_MSIX_ENTRY_VECTOR_CTRL);
	writel(lower_32_bits(address), v->entry + PCI_MSIX_ENTRY_LOWER_ADDR);
	writel(upper_32_bits(address), v->entry + PCI_MSIX_ENTRY_UPPER_ADDR);
	writel(v->ctrl, v->entry + PCI_MSIX_ENTRY_VECTOR_CTRL);
}

void sebp_word_engage(struct sebp_vector *v)
{
	WRITE_ONCE(*v->word, SEBP_WORD_NOTHING);
	write_entry(v, v->vf->words.iova + offset_in_page(v->word));
}

bool sebp_word_park(struct sebp_vector *v)
{
	struct msi_msg msg;

	get_cached_msi_msg(v->irq, &msg);
	write_entry(v, (u64)msg.address_hi << 32 | msg.address_lo);
	/* The answer comes behind all that the device has written before, so the word is final after this. */
	readl(v->entry + PCI_MSIX_ENTRY_VECTOR_CTRL);
	return READ_ONCE(*v->word) != SEBP_WORD_NOTHING;
}
