/*
 * Who a device is, in words: its name, its maker, its addresses.
 */

#ifndef SHOW_WHO_H
#define SHOW_WHO_H

#include "base/text.h"
#include "data/snapshot.h"
#include "show/page.h"

/* The name people know it by, or its address. */
void	who_add(const struct page *p, struct text *t,
	    const struct snap_device *d);
/* The maker's name; "" when the MAC is a router's, or not known. */
const char	*who_maker(const struct page *p, const struct snap_device *d);
/* The maker, or that the MAC is a random one, or nothing. */
void	who_add_maker(const struct page *p, struct text *t,
	    const struct snap_device *d);
/* "HP, 192.168.1.40, 3c:d9:2b:0e:44:04" */
void	who_add_identity(const struct page *p, struct text *t,
	    const struct snap_device *d);

#endif
