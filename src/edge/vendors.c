/*
 * Makers by MAC prefix, from the table that vendors.sh has made of the IEEE's
 * lists: 24-bit blocks, and blocks of 28 and 36 bits cut out of some of them.
 */

#include "edge/vendors.h"

#include <stdint.h>

struct vendor_row {
	uint64_t prefix;		/* of 36 bits, the rest zero */
	uint16_t bits;
	uint32_t name_at;		/* in vendor_names */
};

#include "vendors_table.h"

static const char *
row_find(uint64_t prefix, unsigned bits)
{
	size_t low = 0, high = VENDOR_ROWS;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct vendor_row *r = &vendor_rows[mid];

		if (r->prefix == prefix && r->bits == bits)
			return (vendor_names + r->name_at);
		if (r->prefix < prefix ||
		    (r->prefix == prefix && r->bits < bits))
			low = mid + 1;
		else
			high = mid;
	}
	return (NULL);
}

const char *
vendor_name(const struct mac *m)
{
	static const unsigned lengths[] = { 36, 28, 24 };
	uint64_t all = (uint64_t)m->b[0] << 28 | (uint64_t)m->b[1] << 20 |
	    (uint64_t)m->b[2] << 12 | (uint64_t)m->b[3] << 4 |
	    (uint64_t)m->b[4] >> 4;
	const char *name;
	size_t i;

	if (mac_is_local(m))
		return ("");
	for (i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		unsigned zero = 36 - lengths[i];

		name = row_find(all >> zero << zero, lengths[i]);
		if (name != NULL)
			return (name);
	}
	return ("");
}
