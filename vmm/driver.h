/* SPDX-License-Identifier: GPL-2.0-only */
/* The vfio driver, bound to devices by driver_override. */
#ifndef SEBP_VFIO_DRIVER_H
#define SEBP_VFIO_DRIVER_H

int sebp_driver_init(void);
void sebp_driver_exit(void);

#endif /* SEBP_VFIO_DRIVER_H */
