/*
 * Who a device is: what the selection follows, and what it is called on the
 * screens and in the report.  For the report what came from the network is
 * escaped here; on a screen the canvas does it.
 */

#include "show/who.h"

#include <string.h>

#include "data/machines.h"
#include "show/state.h"

bool
who_equals(const struct who_key *a, const struct who_key *b)
{
	if (a->has_mac && b->has_mac)
		return (memcmp(&a->mac, &b->mac, sizeof a->mac) == 0);
	return (ip_equals(&a->ip, &b->ip));
}

struct who_key
who_of(const struct snap_device *d)
{
	struct who_key w;

	memset(&w, 0, sizeof w);
	/* Behind a router the address tells, not the router's MAC. */
	w.has_mac = d->has_mac && !d->is_by_address;
	w.mac = d->mac;
	if (d->n_ips > 0)
		w.ip = d->ips[0];
	return (w);
}

void
who_name(const struct ui *u, const struct who_key *w, const char *name,
    char out[NAME_BYTES])
{
	char address[IP_TEXT_BYTES], mac[MAC_TEXT_BYTES];
	const char *shown = address;

	ip_print(&w->ip, address);
	mac_print(&w->mac, mac);
	if (u->names == NAMES_MAC && w->has_mac)
		shown = mac;
	else if (u->names != NAMES_ADDRESS && name[0] != '\0')
		shown = name;
	else if (u->names == NAMES_NAME && w->has_mac &&
	    u->style.vendor(&w->mac)[0] != '\0')
		shown = u->style.vendor(&w->mac);
	text_keep(out, NAME_BYTES, span_text(shown));
}

void
who_add(const struct layout *p, struct text *t, const struct snap_device *d)
{
	char ip[IP_TEXT_BYTES];

	if (d->n_names > 0) {
		layout_wire(p, t, d->names[0]);
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
who_maker(const struct layout *p, const struct snap_device *d)
{
	return (snap_device_owns_mac(d) ? p->style->vendor(&d->mac) : "");
}

void
who_add_maker(const struct layout *p, struct text *t,
    const struct snap_device *d)
{
	const char *vendor = who_maker(p, d);

	/* Whoever made the software made no box that could be looked for. */
	if (snap_device_owns_mac(d) && !p->is_unfit &&
	    machine_name(&d->mac)[0] != '\0')
		text_add(t, machine_name(&d->mac));
	else if (vendor[0] != '\0')
		layout_wire(p, t, vendor);
	else if (snap_device_owns_mac(d) && d->mac_is_private)
		text_add(t, p->is_unfit ? "random MAC" :
		    "random MAC, as phones use");
}

void
who_add_identity(const struct layout *p, struct text *t,
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

void
who_add_whole(const struct layout *p, struct text *t,
    const struct snap_device *d)
{
	who_add(p, t, d);
	text_add(t, " (");
	who_add_identity(p, t, d);
	text_add(t, ")");
}
