/*
 * Who is on this network: a row a MAC, flat, in an array the caller owns.
 */

#ifndef DATA_CENSUS_H
#define DATA_CENSUS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "data/snapshot.h"

/* A /22 has so many addresses. */
enum { CENSUS_DEVICES = 1024 };

struct census_device {
	struct mac mac;
	bool is_router;			/* it says so, or mail came by it */
	bool has_mail;			/* a mail connection of it was seen */
	bool is_own;			/* this computer; set by who knows */
	uint32_t n_ips, n_names;
	struct ip ips[SNAP_IPS];	/* IPv4 first */
	uint32_t n_more_ips;		/* that found no room */
	char names[SNAP_NAMES][NAME_BYTES];	/* most trusted first */
	char class[NAME_BYTES];		/* DHCP vendor class, "" = unknown */
};

struct census {
	uint32_t n;			/* rows, by address */
	uint32_t n_left_out;		/* that found no room */
	struct census_device devices[CENSUS_DEVICES];
};

#endif
