/*
 * Who a device is: what the screens follow it by, and its name, its maker and
 * its addresses in words.
 */

#ifndef SHOW_WHO_H
#define SHOW_WHO_H

#include <stdbool.h>

#include "base/text.h"
#include "data/snapshot.h"
#include "show/layout.h"

struct ui;

/* What a device is known by while its row moves: the selection follows it. */
struct who_key {
	bool has_mac;			/* of its own: not a router's */
	struct mac mac;
	struct ip ip;
};

bool	who_equals(const struct who_key *a, const struct who_key *b);
struct who_key	who_of(const struct snap_device *d);
/*
 * A device as the settings want it: its name, or where that is "" its maker's,
 * or its address or MAC.
 */
void	who_name(const struct ui *u, const struct who_key *w,
	    const char *name, char out[NAME_BYTES]);

/* For the report: the name people know it by, or its address. */
void	who_add(const struct layout *p, struct text *t,
	    const struct snap_device *d);
/* The maker's name; "" when the MAC is a router's, or not known. */
const char	*who_maker(const struct layout *p, const struct snap_device *d);
/* The maker, or that the MAC is a random one, or nothing. */
void	who_add_maker(const struct layout *p, struct text *t,
	    const struct snap_device *d);
/* "HP, 192.168.1.40, 3c:d9:2b:0e:44:04" */
void	who_add_identity(const struct layout *p, struct text *t,
	    const struct snap_device *d);
/* The name, and the identity in brackets. */
void	who_add_whole(const struct layout *p, struct text *t,
	    const struct snap_device *d);

#endif
