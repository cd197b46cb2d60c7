/*
 * Who is on this network: a line a device, its addresses below.
 *
 * A device that is here for the first time is known to people by what stands
 * on its label, so the MAC comes first and the maker beside it.
 */

#include "show/devices.h"

#include <string.h>

#include "base/when.h"
#include "show/layout.h"

enum { NAME_COLUMNS = 19, MAKER_COLUMNS = 20, INDENT = 4, LINE_BYTES = 512 };

static void
column_add(const struct layout *p, struct text *t, const char *words,
    size_t columns)
{
	char cell[LINE_BYTES];
	struct text c;
	size_t used;

	text_init(&c, cell, sizeof cell);
	layout_wire(p, &c, words);
	layout_fit(cell, columns);
	used = utf8_columns(cell);
	text_addf(t, "  %s%*s", cell, (int)(columns - used), "");
}

static const char *
maker_of(const struct layout *p, const struct census_device *d)
{
	const char *maker = p->style->vendor(&d->mac);

	if (maker[0] != '\0')
		return (maker);
	return (mac_is_local(&d->mac) ? "(random MAC)" : "-");
}

static void
marks_add(struct text *t, const struct census_device *d)
{
	if (d->has_mail)
		text_add(t, "  mail");
	if (d->is_router)
		text_add(t, "  router");
	if (d->is_own)
		text_add(t, "  self");
}

static void
head_print(const struct layout *p, const struct census_device *d)
{
	char line[LINE_BYTES], mac[MAC_TEXT_BYTES];
	struct text t;
	size_t n;

	text_init(&t, line, sizeof line);
	mac_print(&d->mac, mac);
	text_add(&t, mac);
	column_add(p, &t, d->n_names > 0 ? d->names[0] : "-", NAME_COLUMNS);
	column_add(p, &t, maker_of(p, d), MAKER_COLUMNS);
	marks_add(&t, d);
	for (n = strlen(line); n > 0 && line[n - 1] == ' '; n--)
		line[n - 1] = '\0';
	layout_line(p, line);
}

static void
addresses_print(const struct layout *p, const struct census_device *d)
{
	char line[LINE_BYTES], ip[IP_TEXT_BYTES];
	struct text t;
	uint32_t i;

	text_init(&t, line, sizeof line);
	for (i = 0; i < d->n_ips; i++) {
		ip_print(&d->ips[i], ip);
		text_addf(&t, "%s%s", i > 0 ? ", " : "", ip);
	}
	if (d->n_more_ips > 0)
		text_addf(&t, " and %u more", d->n_more_ips);
	if (d->n_ips == 0)
		text_add(&t, "no address was heard");
	layout_para(p, INDENT, INDENT, line);
}

/* Names beyond the one above, most trusted first. */
static void
names_print(const struct layout *p, const struct census_device *d)
{
	char line[LINE_BYTES];
	struct text t;
	uint32_t i;

	if (d->n_names < 2)
		return;
	text_init(&t, line, sizeof line);
	text_add(&t, "also called ");
	for (i = 1; i < d->n_names; i++) {
		text_add(&t, i > 1 ? ", " : "");
		layout_wire(p, &t, d->names[i]);
	}
	layout_para(p, INDENT, INDENT, line);
}

static void
sums_print(const struct layout *p, const struct devices_page *page)
{
	char line[LINE_BYTES], span[WHEN_SPAN_BYTES];
	const struct census *c = page->census;
	uint32_t i, n_mail = 0;
	struct text t;

	for (i = 0; i < c->n; i++)
		n_mail += c->devices[i].has_mail;
	when_span(page->took_ns, span);
	text_init(&t, line, sizeof line);
	text_addf(&t, "%u device%s on ", c->n, c->n == 1 ? "" : "s");
	layout_wire(p, &t, page->interface);
	text_addf(&t, ", %u of them seen with mail; %u packets were sent, in "
	    "%s.", n_mail, page->n_asked, span);
	if (c->n_left_out > 0)
		text_addf(&t, "  %u more found no room here.", c->n_left_out);
	layout_para(p, 0, 0, line);
}

int
devices_print(FILE *out, const struct devices_page *page,
    const struct report_style *style)
{
	const struct layout p = { .out = out, .style = style };
	uint32_t i;

	for (i = 0; i < page->census->n; i++) {
		const struct census_device *d = &page->census->devices[i];

		head_print(&p, d);
		addresses_print(&p, d);
		names_print(&p, d);
	}
	if (page->census->n > 0)
		layout_line(&p, "");
	sums_print(&p, page);
	return (ferror(out) ? -1 : 0);
}

void
devices_packet(const struct question *q, char *out, size_t size)
{
	static const char *const words[QUESTION_COUNT] = { "", "SYN to",
	    "ARP request, who has", "neighbour solicitation, who has",
	    "echo request to" };
	char to[IP_TEXT_BYTES], from[IP_TEXT_BYTES];
	struct text t;

	text_init(&t, out, size);
	ip_print(&q->to, to);
	ip_print(&q->from, from);
	text_addf(&t, "%s %s, from %s", q->kind < QUESTION_COUNT ?
	    words[q->kind] : "", to, from);
}
