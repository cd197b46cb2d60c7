/*
 * Whoever has nothing to mend: once for each host those that it refuses though
 * they are right, and those that were at fault and are well again.
 */

#include "show/victims.h"

#include <string.h>

#include "show/host_words.h"
#include "show/phrases.h"
#include "show/who.h"

enum { HEADLINES = 3, NAMES_TOLD = 5, ACCOUNTS_TOLD = 3, PARA_BYTES = 2048 };

/* The server that a device fails at most, or turns to. */
static const struct snap_server *
its_server(const struct snap_device *d)
{
	return (d->n_servers > 0 ? &d->servers[0] : NULL);
}

static bool
is_same_host(const struct snap_device *a, const struct snap_device *b)
{
	const struct snap_server *x = its_server(a), *y = its_server(b);

	if (x == NULL || y == NULL)
		return (x == y);
	return (ip_equals(&x->at.ip, &y->at.ip) || (x->name[0] != '\0' &&
	    strcmp(x->name, y->name) == 0));
}

static bool
is_victim(const struct snap_device *d)
{
	return (d->rating == RATING_VICTIM);
}

/* Is there one of this host before it, which told of it as well? */
static bool
is_later_victim(const struct snapshot *s, uint32_t at)
{
	uint32_t i;

	for (i = 0; i < at; i++)
		if (is_victim(&s->devices[i]) &&
		    is_same_host(&s->devices[i], &s->devices[at]))
			return (true);
	return (false);
}

/* Adds the names of this host's victims, and how many more there are. */
static uint32_t
add_victims(const struct layout *p, struct text *t, const struct snapshot *s,
    uint32_t from)
{
	uint32_t i, n = 0;

	for (i = from; i < s->n_devices; i++) {
		if (!is_victim(&s->devices[i]) ||
		    !is_same_host(&s->devices[from], &s->devices[i]))
			continue;
		if (n < NAMES_TOLD) {
			text_add(t, n > 0 ? ", " : "");
			who_add(p, t, &s->devices[i]);
		}
		n++;
	}
	if (n > NAMES_TOLD)
		text_addf(t, " and %u more", n - NAMES_TOLD);
	return (n);
}

static void
add_server_of(const struct layout *p, struct text *t,
    const struct snap_device *d)
{
	const struct snap_server *h = its_server(d);
	char ip[IP_TEXT_BYTES];

	if (h == NULL) {
		text_add(t, "the mail host");
		return;
	}
	ip_print(&h->at.ip, ip);
	layout_wire(p, t, h->name[0] != '\0' ? h->name : ip);
}

/* Is its host's lockout or trouble told of as well, with what to do? */
static bool
is_host_told(const struct snapshot *s, const struct snap_device *d)
{
	const struct snap_server *h = its_server(d);
	const struct snap_host *host = h == NULL ? NULL :
	    host_of(s, &h->at.ip);

	return (host != NULL && (host->state == HOST_LOCKED ||
	    host->state == HOST_REFUSES_ALL || host->state == HOST_TROUBLE));
}

static void
say_victims(const struct layout *p, const struct snapshot *s, uint32_t from)
{
	char buffer[PARA_BYTES], names[1024];
	struct text t, list;
	uint32_t n;

	text_init(&list, names, sizeof names);
	n = add_victims(p, &list, s, from);
	text_init(&t, buffer, sizeof buffer);
	text_addf(&t, n == 1 ? "%u device was refused by " :
	    "%u devices were refused by ", n);
	add_server_of(p, &t, &s->devices[from]);
	text_addf(&t, " though %s right: %s. Change nothing on %s.", n == 1 ?
	    "its password is" : "their passwords are", names, n == 1 ? "it" :
	    "them");
	if (!is_host_told(s, &s->devices[from]))
		text_add(&t, " If it goes on, ask the mail host why.");
	layout_headline(p, LAYOUT_PLAIN, n == 1 ? "VICTIM" : "VICTIMS",
	    buffer);
}

/* --- those that are well again --- */

static void
say_mended(const struct layout *p, const struct snap_device *d)
{
	char buffer[PARA_BYTES], last[WHEN_ISO_BYTES], good[WHEN_ISO_BYTES];
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	who_add_whole(p, &t, d);
	when_short(d->last_ns, last);
	when_short(d->good_since_ns, good);
	text_addf(&t, " failed %u time%s", d->failures,
	    d->failures == 1 ? "" : "s");
	if (d->n_accounts > 0 && d->accounts[0].failures > 0) {
		text_add(&t, " as ");
		phrases_accounts(&t, d, layout_wording(p), ACCOUNTS_TOLD);
	}
	text_addf(&t, ", last at %s UTC, and ", last);
	if (d->good_since_ns != 0)
		text_addf(&t, "is good again since %s UTC.", good);
	else
		text_add(&t, "fails no more.");
	text_add(&t, " Nothing is left to do there.");
	layout_headline(p, LAYOUT_PLAIN, "MENDED", buffer);
}

static uint32_t
say_all_mended(const struct layout *p, const struct snapshot *s)
{
	uint32_t i, n = 0;
	char buffer[60];

	for (i = 0; i < s->n_devices; i++) {
		if (s->devices[i].rating != RATING_MENDED)
			continue;
		if (n++ < HEADLINES)
			say_mended(p, &s->devices[i]);
	}
	if (n > HEADLINES) {
		snprintf(buffer, sizeof buffer, "(%u more: see the list "
		    "below)", n - HEADLINES);
		layout_para(p, 2, 2, buffer);
	}
	return (n);
}

bool
victims_say(const struct layout *p, const struct snapshot *s)
{
	bool is_said = false;
	uint32_t i;

	for (i = 0; i < s->n_devices; i++) {
		if (!is_victim(&s->devices[i]) || is_later_victim(s, i))
			continue;
		say_victims(p, s, i);
		is_said = true;
	}
	return (say_all_mended(p, s) > 0 || is_said);
}
