/*
 * The evidence: for each device that is suspected its accounts with what the
 * server said, and its mail programs.
 */

#include "show/evidence.h"

#include <string.h>

#include "base/text.h"
#include "base/when.h"
#include "show/causes.h"
#include "show/phrases.h"
#include "show/user.h"
#include "show/who.h"

enum { EVIDENCE_DEVICES = 10, ACCOUNT_LINES = 5 };

/* Did the server say the same of both accounts? */
static bool
is_same_reply(const struct snap_account *a, const struct snap_account *b)
{
	return ((a->failures > 0) == (b->failures > 0) &&
	    strcmp(a->reply, b->reply) == 0);
}

static void
say_account(const struct layout *p, const struct snap_account *a, uint32_t n)
{
	char buffer[1024];
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	user_add(&t, a->user, p->style->show_users, p->style->ascii);
	if (n > 1)
		text_addf(&t, " (%u accounts)", n);
	text_addf(&t, ": %u failed, %u good", a->failures, a->successes);
	if (a->reply[0] != '\0' && a->failures > 0) {
		text_add(&t, "; the server said: ");
		user_add_reply(&t, a->reply, a->user, p->style->show_users,
		    p->style->ascii);
	}
	layout_para(p, 4, 6, buffer);
}

static void
say_accounts(const struct layout *p, const struct snap_device *d)
{
	const struct wording w = layout_wording(p);
	uint32_t i, n, lines = 0, told = 0, all;
	struct snap_account sum;
	char buffer[40];

	for (i = 0; i < d->n_accounts && lines < ACCOUNT_LINES; i++) {
		n = phrases_alike(d, i, w, is_same_reply, &sum);
		if (n == 0)
			continue;
		say_account(p, &sum, n);
		told += n;
		lines++;
	}
	all = phrases_n_accounts(d);
	if (all <= told || told == 0)
		return;
	snprintf(buffer, sizeof buffer, "... and %u more account%s",
	    all - told, all - told == 1 ? "" : "s");
	layout_para(p, 4, 6, buffer);
}

static void
list_programs(const struct layout *p, const struct snap_device *d)
{
	char buffer[512];
	struct text t;
	uint32_t i;

	/* One alone is worth a line by its name only. */
	if (d->n_clients < 2 && d->clients[0].name[0] == '\0')
		return;
	for (i = 0; i < d->n_clients; i++) {
		const struct snap_client *c = &d->clients[i];

		if (c->failures + c->successes == 0)
			continue;
		text_init(&t, buffer, sizeof buffer);
		text_add(&t, "program ");
		layout_wire(p, &t, c->name[0] != '\0' ? c->name : "unnamed");
		text_addf(&t, " (%s): %u failed, %u good",
		    phrases_proto(c->proto), c->failures, c->successes);
		layout_para(p, 4, 6, buffer);
	}
}

/* Adds the device's addresses and its maker. */
static void
add_traces(const struct layout *p, struct text *t, const struct snap_device *d)
{
	char address[IP_TEXT_BYTES], maker[128];
	size_t before = t->len;
	struct text m;
	uint32_t i;

	/* A device without a name is called by its first address. */
	for (i = d->n_names > 0 ? 0 : 1; i < d->n_ips && i < 3; i++) {
		ip_print(&d->ips[i], address);
		text_addf(t, "%s%s", t->len > before ? ", " : "", address);
	}
	text_init(&m, maker, sizeof maker);
	who_add_maker(p, &m, d);
	if (m.len > 0)
		text_addf(t, "%s%s", t->len > before ? ", " : "", maker);
	if (t->len > before)
		text_add(t, "; ");
}

/* Whose logins are shown?  Where no device can be named the accounts that fail
 * are all that there is. */
static bool
is_worth_it(const struct layout *p, const struct snap_device *d)
{
	return (d->rating >= RATING_SUSPECT ||
	    (p->is_unfit && d->failures > 0));
}

static void
say_turned(const struct layout *p, const struct snap_device *d)
{
	char buffer[512];
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	cause_add_turned(&t, d, layout_wording(p));
	if (t.len > 1)
		layout_para(p, 4, 6, buffer + 1);
}

void
evidence_say(const struct layout *p, const struct snapshot *s)
{
	char buffer[1024], when[WHEN_ISO_BYTES];
	struct text t;
	uint32_t i, n = 0;

	for (i = 0; i < s->n_devices && n < EVIDENCE_DEVICES; i++) {
		const struct snap_device *d = &s->devices[i];

		if (!is_worth_it(p, d))
			continue;
		if (n++ == 0)
			layout_title(p, "Evidence");
		text_init(&t, buffer, sizeof buffer);
		who_add(p, &t, d);
		text_add(&t, ": ");
		add_traces(p, &t, d);
		when_short(d->first_ns, when);
		text_addf(&t, "first %s, last ", when);
		when_short(d->last_ns, when);
		text_addf(&t, "%s UTC; %u%% of all failures", when,
		    d->share_pct);
		layout_para(p, 2, 4, buffer);
		say_accounts(p, d);
		list_programs(p, d);
		say_turned(p, d);
	}
}

void
evidence_turned(const struct layout *p, const struct snapshot *s)
{
	char buffer[1024];
	struct text t;
	uint32_t i, n = 0;

	for (i = 0; i < s->n_devices && n < EVIDENCE_DEVICES; i++) {
		const struct snap_device *d = &s->devices[i];

		if (d->turned_away == 0 || is_worth_it(p, d))
			continue;
		if (n++ == 0)
			layout_title(p, "Turned away, which counts for nobody");
		text_init(&t, buffer, sizeof buffer);
		who_add(p, &t, d);
		text_add(&t, ":");
		cause_add_turned(&t, d, layout_wording(p));
		layout_para(p, 2, 4, buffer);
	}
}
