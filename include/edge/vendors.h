/*
 * MAC prefix -> maker, from the IEEE lists (package ieee-data), turned into a
 * table at build time.
 */

#ifndef EDGE_VENDORS_H
#define EDGE_VENDORS_H

#include "base/addr.h"

/* The maker's name, "" when unknown; NULL never.  The longest of 36-, 28- and
 * 24-bit prefixes wins.  A locally administered MAC has no maker: "". */
const char	*vendor_name(const struct mac *m);

#endif
