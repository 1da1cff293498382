# SPDX-License-Identifier: GPL-2.0-only
# The headers are asked what they offer; kernel versions say little where vendors backport.
sebp-has = $(if $(shell grep -lE $(1) $(addprefix $(srctree)/include/,$(2)) 2>/dev/null),-D$(3))

ccflags-y += $(call sebp-has,'^struct gro_node ',net/gro.h linux/netdevice.h,HAVE_GRO_NODE)
ccflags-y += $(call sebp-has,'\slist_owner;',linux/netdevice.h,HAVE_NAPI_LIST_OWNER)
ccflags-y += $(call sebp-has,alloc_netdev_dummy,linux/netdevice.h,HAVE_ALLOC_NETDEV_DUMMY)
ccflags-y += $(call sebp-has,'void hrtimer_setup.struct',linux/hrtimer.h,HAVE_HRTIMER_SETUP)
ccflags-y += $(call sebp-has,genl_info_dump,net/genetlink.h,HAVE_GENL_INFO_DUMP)
ccflags-y += $(call sebp-has,'void ct_cpuidle_enter',linux/cpuidle.h,HAVE_CT_CPUIDLE)
ccflags-y += $(call sebp-has,'void eventfd_signal.struct',linux/eventfd.h,HAVE_EVENTFD_SIGNAL_ONE)
ccflags-y += $(call sebp-has,'int iommu_map_atomic',linux/iommu.h,HAVE_IOMMU_MAP_ATOMIC)
ccflags-y += $(call sebp-has,iommu_group_has_isolated_msi,linux/iommu.h,HAVE_ISOLATED_MSI)
ccflags-y += $(call sebp-has,vfio_iommufd_physical_bind,linux/vfio.h,HAVE_VFIO_IOMMUFD)
ccflags-y += $(call sebp-has,pasid_attach_ioas,linux/vfio.h,HAVE_VFIO_PASID)
ccflags-y += $(call sebp-has,vfio_pci_core_match_token_uuid,linux/vfio_pci_core.h,HAVE_VFIO_MATCH_TOKEN)
ccflags-y += $(call sebp-has,vfio_pci_ioctl_get_region_info,linux/vfio_pci_core.h,HAVE_VFIO_REGION_INFO)
ccflags-y += $(call sebp-has,vfio_pci_core_get_dmabuf_phys,linux/vfio_pci_core.h,HAVE_VFIO_DMABUF)

# Exported to all, or to KVM's own modules only.
ccflags-y += $(if $(shell grep -E '\skvm_get_rflags\s\S+\sEXPORT_SYMBOL_GPL\s*$$' $(objtree)/Module.symvers),-DHAVE_KVM_GET_RFLAGS)
