/*
 * A device as the report calls it.  What came from the network is escaped.
 */

#include "show/who.h"

void
who_add(const struct page *p, struct text *t, const struct snap_device *d)
{
	char ip[IP_TEXT_BYTES];

	if (d->n_names > 0) {
		page_wire(p, t, d->names[0]);
		return;
	}
	if (d->n_ips > 0) {
		ip_print(&d->ips[0], ip);
		text_add(t, ip);
		return;
	}
	text_add(t, "an unnamed device");
}

const char *
who_maker(const struct page *p, const struct snap_device *d)
{
	return (snap_device_owns_mac(d) ? p->style->vendor(&d->mac) : "");
}

void
who_add_maker(const struct page *p, struct text *t,
    const struct snap_device *d)
{
	const char *vendor = who_maker(p, d);

	if (vendor[0] != '\0')
		page_wire(p, t, vendor);
	else if (snap_device_owns_mac(d) && d->mac_is_private)
		text_add(t, p->is_unfit ? "random MAC" :
		    "random MAC, as phones use");
}

void
who_add_identity(const struct page *p, struct text *t,
    const struct snap_device *d)
{
	char address[IP_TEXT_BYTES];
	size_t before = t->len;

	who_add_maker(p, t, d);
	if (d->n_ips > 0 && d->n_names > 0) {
		ip_print(&d->ips[0], address);
		text_addf(t, "%s%s", t->len > before ? ", " : "", address);
	}
	if (d->has_mac) {
		mac_print(&d->mac, address);
		text_addf(t, "%s%s%s", t->len > before ? ", " : "",
		    d->is_by_address ? "behind the router " : "", address);
	}
	if (t->len == before)
		text_add(t, "no MAC seen");
}
