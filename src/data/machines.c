/*
 * MACs that software hands out: of virtual machines and of containers.  Some
 * are made up ("locally administered") as those of phones are, and yet there
 * is no phone to look for.
 */

#include "data/machines.h"

#include <stdint.h>

static const struct row {
	uint8_t n_bytes, begin[3];
	const char *name;
	const char *source;
} rows[] = {
	{ 3, { 0x52, 0x54, 0x00 }, "virtual machine (QEMU or KVM)",
	    "qemu(1) -netdev; libvirt's generated addresses" },
	{ 3, { 0xfa, 0x16, 0x3e }, "virtual machine (OpenStack)",
	    "neutron.conf: base_mac" },
	{ 3, { 0x00, 0x16, 0x3e }, "virtual machine (Xen)",
	    "IEEE: Xensource; xl-network-configuration(5); LXC, Incus" },
	{ 3, { 0x00, 0x0c, 0x29 }, "virtual machine (VMware)",
	    "IEEE: VMware; made by a host itself" },
	{ 3, { 0x00, 0x50, 0x56 }, "virtual machine (VMware)",
	    "IEEE: VMware; given by vCenter or by hand" },
	{ 3, { 0x00, 0x05, 0x69 }, "virtual machine (VMware)",
	    "IEEE: VMware; old ESX" },
	{ 3, { 0x00, 0x1c, 0x14 }, "virtual machine (VMware)",
	    "IEEE: VMware" },
	{ 3, { 0x00, 0x15, 0x5d }, "virtual machine (Hyper-V)",
	    "IEEE: Microsoft; Hyper-V's MAC address range" },
	{ 3, { 0x00, 0x03, 0xff }, "virtual machine (Virtual PC)",
	    "IEEE: Microsoft; Virtual PC" },
	{ 3, { 0x08, 0x00, 0x27 }, "virtual machine (VirtualBox)",
	    "VirtualBox manual: --mac-address auto" },
	{ 3, { 0x0a, 0x00, 0x27 }, "virtual machine (VirtualBox)",
	    "VirtualBox: host-only adapters" },
	{ 3, { 0x00, 0x1c, 0x42 }, "virtual machine (Parallels)",
	    "IEEE: Parallels" },
	{ 3, { 0xbc, 0x24, 0x11 }, "virtual machine (Proxmox)",
	    "IEEE: Proxmox Server Solutions; Proxmox VE 8.1 and later" },
	{ 3, { 0x00, 0x1a, 0x4a }, "virtual machine (oVirt)",
	    "IEEE: Qumranet; oVirt's and RHV's default pool" },
	{ 3, { 0x58, 0x9c, 0xfc }, "virtual machine (bhyve)",
	    "IEEE: FreeBSD Foundation; bhyve(8)" },
	{ 2, { 0x02, 0x42 }, "container (Docker)",
	    "moby libnetwork/netutils: 02:42, then the IPv4 address" },
};

const char *
machine_name(const struct mac *m)
{
	size_t i, j;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		for (j = 0; j < rows[i].n_bytes; j++)
			if (m->b[j] != rows[i].begin[j])
				break;
		if (j == rows[i].n_bytes)
			return (rows[i].name);
	}
	return ("");
}

size_t
machines_count(void)
{
	return (sizeof rows / sizeof rows[0]);
}

const char *
machine_source(size_t i, const char **name)
{
	*name = rows[i].name;
	return (rows[i].source);
}
