/*
 * One row of the ranking.  What has never failed has no device in the
 * snapshot: its figures are 0 then, and it is rated all right.
 */

#include "show/row.h"

#include <string.h>

#include "base/span.h"
#include "show/state.h"

struct row
row_of_device(const struct snap_device *d)
{
	struct row r;

	memset(&r, 0, sizeof r);
	r.device = d;
	r.who = who_of(d);
	r.successes = d->successes;
	r.last_ns = d->last_ns;
	if (d->n_names > 0)
		memcpy(r.name, d->names[0], NAME_BYTES);
	return (r);
}

bool
row_is_worth_it(const struct snap_device *d)
{
	return (d->failures > 0 || d->rating >= RATING_MENDED);
}

enum rating
row_rating(const struct row *r)
{
	return (r->device != NULL ? r->device->rating : RATING_OK);
}

uint32_t
row_failures(const struct row *r)
{
	return (r->device != NULL ? r->device->failures : 0);
}

uint32_t
row_sure(const struct row *r)
{
	return (row_rating(r) >= RATING_SUSPECT ? r->device->confidence_pct :
	    0);
}

void
row_name(const struct ui *u, const struct row *r, char out[NAME_BYTES])
{
	who_name(u, &r->who, r->name, out);
}

static bool
holds(const char *text, const char *what)
{
	return (span_holds_nocase(span_text(text), what));
}

bool
row_matches(const struct ui *u, const struct row *r, const char *what)
{
	const struct snap_device *d = r->device;
	char text[MAC_TEXT_BYTES + IP_TEXT_BYTES];
	uint32_t i;

	ip_print(&r->who.ip, text);
	if (what[0] == '\0' || holds(r->name, what) || holds(text, what))
		return (true);
	mac_print(&r->who.mac, text);
	if (r->who.has_mac && (holds(text, what) ||
	    holds(u->style.vendor(&r->who.mac), what)))
		return (true);
	for (i = 0; d != NULL && i < d->n_names; i++)
		if (holds(d->names[i], what))
			return (true);
	for (i = 0; d != NULL && i < d->n_ips; i++) {
		ip_print(&d->ips[i], text);
		if (holds(text, what))
			return (true);
	}
	return (false);
}
