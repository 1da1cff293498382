// SPDX-License-Identifier: GPL-2.0-only
/*
 * virtio_net, also the driver of virtio VFs. NAPI throughout: virtnet_poll() and virtnet_poll_tx() re-arm only if
 * virtqueue_napi_complete(), that is napi_complete_done(), returns true.
 *
 * NAPIs come in pairs, the one for receiving first (virtnet_alloc_queues()); it also cleans what its pair has sent
 * (virtnet_poll_cleantx()). But that arms the interrupt of the transmit queue, and start_xmit() does so with every packet,
 * so it has to be disarmed behind both: see tx.h.
 *
 * Queue numbers: Virtual I/O Device specification 1.2, section 5.1.2.
 */
#include <linux/module.h>
#include <linux/virtio.h>

#include "../driver.h"
#include "../port.h"

/* Held by every port. Asked for by name: a machine without virtio shall not need its modules to load this one. */
static typeof(&virtqueue_disable_cb) disable_cb;

static const char *virtio_net_open(struct sebp_port *port)
{
	disable_cb = symbol_get(virtqueue_disable_cb);
	return disable_cb ? NULL : "the kernel does not offer virtqueue_disable_cb()";
}

static void virtio_net_close(struct sebp_port *port)
{
	symbol_put(virtqueue_disable_cb);
}

/* Virtqueues are made anew when the device was suspended, but not while somebody sends or polls. */
static void virtio_net_tx_disarm(struct sebp_port *port, unsigned int index)
{
	struct virtqueue *vq;

	virtio_device_for_each_vq(dev_to_virtio(port->dev->dev.parent), vq) {
		if (vq->index == 2 * index + 1) {
			disable_cb(vq);
			return;
		}
	}
}

const struct sebp_driver sebp_driver_virtio_net = {
	.name = "virtio_net",
	.open = virtio_net_open,
	.close = virtio_net_close,
	.tx_disarm = virtio_net_tx_disarm,
};
