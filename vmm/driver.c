// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver: vfio-pci, but for what has to know of vectors or must not find one in memory mode. Everything else is
 * the core's, which vfio-pci is made of too.
 */
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/uaccess.h>
#include <linux/vfio.h>
#include <linux/vfio_pci_core.h>

#include "driver.h"
#include "vf.h"

static struct sebp_vf *vf_of(struct vfio_device *device)
{
	return container_of(device, struct sebp_vf, core.vdev);
}

static int open_device(struct vfio_device *device)
{
	struct sebp_vf *vf = vf_of(device);
	int err = vfio_pci_core_enable(&vf->core);

	if (err)
		return err;
	err = sebp_vf_open(vf);
	if (err) {
		vfio_pci_core_disable(&vf->core);
		return err;
	}
	vfio_pci_core_finish_enable(&vf->core);
	return 0;
}

static void close_device(struct vfio_device *device)
{
	sebp_vf_close(vf_of(device));
	vfio_pci_core_close_device(device);
}

static void arm(struct sebp_vf *vf, const struct vfio_irq_set *set, const s32 __user *fds)
{
	u32 i;
	s32 fd;

	for (i = 0; i < set->count && set->start + i < vf->nr; i++)
		if (!get_user(fd, fds + i))
			sebp_vf_arm(vf, set->start + i, fd);
}

static bool changes_vectors(const struct vfio_irq_set *set)
{
	return set->index == VFIO_PCI_MSIX_IRQ_INDEX && set->flags & VFIO_IRQ_SET_ACTION_TRIGGER &&
	       (set->flags & VFIO_IRQ_SET_DATA_EVENTFD || (set->flags & VFIO_IRQ_SET_DATA_NONE && !set->count));
}

/*
 * Vectors are set up, changed, or taken down: never while they are in memory mode. The core reads the request once more,
 * and the VMM may have changed it by then: so whatever it says to us, all vectors are let go. The core waits for the
 * VMM's memory as long as the VMM likes: so only the VMM itself has to wait with it.
 */
static long set_irqs(struct vfio_device *device, unsigned long arg)
{
	struct sebp_vf *vf = vf_of(device);
	struct vfio_irq_set set;
	bool changes, none;
	long ret;

	mutex_lock(&vf->irqs_lock);
	changes = !copy_from_user(&set, (void __user *)arg, sizeof(set)) && changes_vectors(&set);
	none = changes && set.flags & VFIO_IRQ_SET_DATA_NONE;
	sebp_vf_let_go(vf);
	if (changes)
		sebp_vf_disarm(vf, none ? 0 : set.start, none ? vf->nr : set.count);
	ret = vfio_pci_core_ioctl(device, VFIO_DEVICE_SET_IRQS, arg);
	if (!ret && changes && !none)
		arm(vf, &set, (s32 __user *)(arg + sizeof(set)));
	sebp_vf_take_back(vf);
	mutex_unlock(&vf->irqs_lock);
	return ret;
}

static long device_ioctl(struct vfio_device *device, unsigned int cmd, unsigned long arg)
{
	/* While it is open, it has vectors or has none. */
	if (cmd == VFIO_DEVICE_SET_IRQS && vf_of(device)->vectors)
		return set_irqs(device, arg);
	return vfio_pci_core_ioctl(device, cmd, arg);
}

/* A guest that changes the configuration space may put the device to sleep or reset it. */
static ssize_t device_write(struct vfio_device *device, const char __user *buf, size_t count, loff_t *ppos)
{
	struct sebp_vf *vf = vf_of(device);
	ssize_t ret;

	if (VFIO_PCI_OFFSET_TO_INDEX(*ppos) != VFIO_PCI_CONFIG_REGION_INDEX)
		return vfio_pci_core_write(device, buf, count, ppos);
	sebp_vf_pause(vf);
	ret = vfio_pci_core_write(device, buf, count, ppos);
	sebp_vf_resume(vf);
	return ret;
}

/* So may a VMM, by a feature. */
static int device_feature(struct vfio_device *device, u32 flags, void __user *arg, size_t argsz)
{
	struct sebp_vf *vf = vf_of(device);
	int ret;

	if (!(flags & VFIO_DEVICE_FEATURE_SET))
		return vfio_pci_core_ioctl_feature(device, flags, arg, argsz);
	sebp_vf_pause(vf);
	ret = vfio_pci_core_ioctl_feature(device, flags, arg, argsz);
	sebp_vf_resume(vf);
	return ret;
}

static const struct vfio_device_ops ops = {
	.name = "sebp-vfio-pci",
	.init = vfio_pci_core_init_dev,
	.release = vfio_pci_core_release_dev,
	.open_device = open_device,
	.close_device = close_device,
	.ioctl = device_ioctl,
	.device_feature = device_feature,
	.read = vfio_pci_core_read,
	.write = device_write,
	.mmap = vfio_pci_core_mmap,
	.request = vfio_pci_core_request,
	.match = vfio_pci_core_match,
#ifdef HAVE_VFIO_IOMMUFD
	.bind_iommufd = vfio_iommufd_physical_bind,
	.unbind_iommufd = vfio_iommufd_physical_unbind,
	.attach_ioas = vfio_iommufd_physical_attach_ioas,
	.detach_ioas = vfio_iommufd_physical_detach_ioas,
#endif
#ifdef HAVE_VFIO_PASID
	.pasid_attach_ioas = vfio_iommufd_physical_pasid_attach_ioas,
	.pasid_detach_ioas = vfio_iommufd_physical_pasid_detach_ioas,
#endif
#ifdef HAVE_VFIO_MATCH_TOKEN
	.match_token_uuid = vfio_pci_core_match_token_uuid,
#endif
#ifdef HAVE_VFIO_REGION_INFO
	.get_region_info_caps = vfio_pci_ioctl_get_region_info,
#endif
};

#ifdef HAVE_VFIO_DMABUF
static const struct vfio_pci_device_ops pci_ops = {
	.get_dmabuf_phys = vfio_pci_core_get_dmabuf_phys,
};
#endif

static int probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct sebp_vf *vf = vfio_alloc_device(sebp_vf, core.vdev, &pdev->dev, &ops);
	int err;

	if (IS_ERR(vf))
		return PTR_ERR(vf);
	sebp_vf_init(vf);
#ifdef HAVE_VFIO_DMABUF
	vf->core.pci_ops = &pci_ops;
#endif
	dev_set_drvdata(&pdev->dev, &vf->core);
	err = vfio_pci_core_register_device(&vf->core);
	if (err) {
		vfio_put_device(&vf->core.vdev);
		return err;
	}
	sebp_vf_add(vf);
	return 0;
}

static void remove(struct pci_dev *pdev)
{
	struct sebp_vf *vf = container_of(dev_get_drvdata(&pdev->dev), struct sebp_vf, core);

	/* Waits until the VMM has closed it. */
	vfio_pci_core_unregister_device(&vf->core);
	sebp_vf_remove(vf);
	vfio_put_device(&vf->core.vdev);
}

/*
 * Every reset goes through these, whoever asks for it, also while the VMM closes the device. The kernel restores the table before
 * the second.
 */
static void reset_prepare(struct pci_dev *pdev)
{
	struct sebp_vf *vf = container_of(dev_get_drvdata(&pdev->dev), struct sebp_vf, core);

	mutex_lock(&vf->lock);
	sebp_vf_pause(vf);
	mutex_unlock(&vf->lock);
}

static void reset_done(struct pci_dev *pdev)
{
	sebp_vf_resume(container_of(dev_get_drvdata(&pdev->dev), struct sebp_vf, core));
}

static const struct pci_error_handlers err_handlers = {
	.error_detected = vfio_pci_core_aer_err_detected,
	.reset_prepare = reset_prepare,
	.reset_done = reset_done,
};

/* Only what an operator names by driver_override. */
static const struct pci_device_id ids[] = {
	{ PCI_DRIVER_OVERRIDE_DEVICE_VFIO(PCI_ANY_ID, PCI_ANY_ID) },
	{ }
};
MODULE_DEVICE_TABLE(pci, ids);

static struct pci_driver driver = {
	.name = "sebp-vfio-pci",
	.id_table = ids,
	.probe = probe,
	.remove = remove,
	.err_handler = &err_handlers,
	.driver_managed_dma = true,
};

int sebp_driver_init(void)
{
	return pci_register_driver(&driver);
}

void sebp_driver_exit(void)
{
	pci_unregister_driver(&driver);
}
