/*
 * The report for people: the verdict first, then what to do, the ranking,
 * the evidence, and what the capture could not show.
 *
 * Every word that came from the network passes text_add_wire; mail addresses
 * are masked unless asked for.  No time but the capture's own enters: the
 * same snapshot gives the same bytes.
 */

#include "show/report.h"

#include <string.h>

#include "base/text.h"
#include "base/when.h"
#include "show/counts.h"
#include "show/evidence.h"
#include "show/findings.h"
#include "show/hosts.h"
#include "show/layout.h"
#include "show/lockout_words.h"
#include "show/named.h"
#include "show/phrases.h"
#include "show/row.h"
#include "show/steps.h"
#include "show/untold.h"
#include "show/verdicts.h"
#include "show/who.h"

static const char *
logins(uint64_t n)
{
	return (n == 1 ? "login" : "logins");
}

/* --- 1: who is it --- */

/* Is the last login of the device that had an outcome a good one? */
static bool
is_good_again(const struct snap_device *d)
{
	uint32_t i;

	for (i = 0; i < d->n_logins; i++)
		if (d->logins[i].outcome != OUTCOME_UNKNOWN)
			return (d->logins[i].outcome == OUTCOME_OK);
	return (true);
}

/* Why those that failed are not named. */
static const char *
slips_words(const struct snapshot *s)
{
	uint32_t i, n = 0;

	for (i = 0; i < s->n_devices; i++) {
		const struct snap_device *d = &s->devices[i];

		if (d->failures == 0 || is_good_again(d))
			continue;
		n++;
		if (d->failures == 1 && d->inferred == 1)
			return ("One failed login alone, inferred and not "
			    "read, names no device.");
	}
	return (n > 0 ? "The few failed logins seen name no device." :
	    "The failed logins seen were slips: each was followed by a good "
	    "one.");
}

/* Devices whose logins nobody can tell. */
static uint32_t
n_untold(const struct snapshot *s)
{
	uint32_t i, n = 0;

	for (i = 0; i < s->n_devices; i++)
		n += untold_is_all(&s->devices[i]);
	return (n);
}

static void
say_nobody(const struct layout *p, const struct snapshot *s)
{
	const char *why;
	char buffer[SENTENCE_BYTES + 56];

	if (s->sessions == 0 && s->from_middle > 0) {
		layout_headline(p, LAYOUT_YELLOW, "NO LOGIN SEEN", "Mail "
		    "passes here, in sessions that began before the capture, "
		    "but nobody logged in: it clears nobody. Capture for "
		    "longer; mail programs log in anew after minutes or "
		    "hours.");
		return;
	}
	if (s->sessions == 0) {
		layout_headline(p, LAYOUT_YELLOW, "NOTHING SEEN", "There is no "
		    "mail in this capture, so it clears nobody. Capture where "
		    "all devices' mail passes, and long enough for one to "
		    "fail.");
		return;
	}
	if (s->failures == 0)
		why = n_untold(s) > 0 ? "No failed login was read for sure." :
		    "No failed login was read in this capture.";
	else if (s->failures == s->outside_failures)
		why = "No device here failed to log in: all failures came "
		    "from the internet.";
	else
		why = slips_words(s);
	layout_headline(p, LAYOUT_PLAIN, "NO CULPRIT", why);
	snprintf(buffer, sizeof buffer, "%llu mail %s: %llu good %s, "
	    "%llu failed.", (unsigned long long)s->sessions,
	    s->sessions == 1 ? "session" : "sessions",
	    (unsigned long long)s->successes, logins(s->successes),
	    (unsigned long long)s->failures);
	layout_para(p, 2, 2, buffer);
}

static void
say_encrypted(const struct layout *p, const struct snapshot *s)
{
	uint64_t told = p->is_unfit ? 0 : untold_say(p, s);
	uint64_t n = s->encrypted > told ? s->encrypted - told : 0;
	char buffer[200];

	if (n == 0)
		return;
	snprintf(buffer, sizeof buffer, "%llu%s encrypted %s could not be told "
	    "right from wrong and %s for nobody.", (unsigned long long)n,
	    told > 0 ? " more" : "", logins(n), n == 1 ? "counts" : "count");
	layout_line(p, "");
	layout_para(p, 2, 2, buffer);
}

static void
say_capture_point(const struct layout *p, const struct snapshot *s)
{
	char words[SENTENCE_BYTES];
	uint32_t i;

	for (i = 0; i < s->capture.n_notes; i++) {
		if (!s->capture.notes[i].is_unfit)
			continue;
		layout_headline(p, LAYOUT_YELLOW, "CAPTURE POINT",
		    finding_words(&s->capture.notes[i], p->style->ascii,
		    words));
	}
	layout_para(p, 2, 2, point_way(s->capture.point));
}

/* Where devices cannot be told apart, servers still can. */
static void
say_servers(const struct layout *p, const struct snapshot *s)
{
	char buffer[512];
	struct text t;
	uint32_t i, n = 0;

	for (i = 0; i < s->n_servers; i++) {
		const struct snap_server *h = &s->servers[i];

		if (h->failures == 0)
			continue;
		if (n++ == 0)
			layout_title(p, "Failing here");
		text_init(&t, buffer, sizeof buffer);
		phrases_server(&t, h, p->style->ascii);
		text_addf(&t, ": %u failed %s, %u good", h->failures,
		    logins(h->failures), h->successes);
		layout_para(p, 2, 4, buffer);
	}
	if (n == 0)
		layout_para(p, 2, 2, "No failed login was read here.");
}

/* Are users' names masked in the report, which has not said why yet? */
static bool
is_masking(const struct layout *p, const struct snapshot *s)
{
	uint32_t i;

	for (i = 0; i < s->n_devices && !p->style->show_users; i++)
		if ((s->devices[i].rating >= RATING_MENDED || p->is_unfit) &&
		    s->devices[i].n_accounts > 0 &&
		    s->devices[i].accounts[0].user[0] != '\0')
			return (true);
	return (false);
}

static void
say_unfit(const struct layout *p, const struct snapshot *s)
{
	say_capture_point(p, s);
	say_servers(p, s);
	if (is_masking(p, s))
		layout_para(p, 2, 2, "(--show-users prints names in full)");
	say_encrypted(p, s);
	hosts_head(p, s, false);
	hosts_risk(p, s);
}

static void
say_verdict(const struct layout *p, const struct snapshot *s,
    const struct named *n)
{
	bool is_headed = hosts_head(p, s, n->n > 0);

	if (!verdicts_say(p, s, n)) {
		if (lockout_unanswered(s) == NULL &&
		    (s->sessions > 0 || !is_headed))
			say_nobody(p, s);
	} else if (is_masking(p, s))
		layout_para(p, 2, 2, "(--show-users prints names in full)");
	hosts_risk(p, s);
	say_encrypted(p, s);
}

/* Whoever stopped it reads first that this is not all. */
static void
say_interrupted(const struct layout *p)
{
	const struct report_style *y = p->style;
	char buffer[200];

	if (!y->is_interrupted)
		return;
	if (y->size_bytes > y->read_bytes)
		snprintf(buffer, sizeof buffer, "%.1f of %.1f MB (%.0f%%) were "
		    "not read: what is in them is not told here.",
		    (double)(y->size_bytes - y->read_bytes) / 1e6,
		    (double)y->size_bytes / 1e6, 100. *
		    (double)(y->size_bytes - y->read_bytes) /
		    (double)y->size_bytes);
	else
		snprintf(buffer, sizeof buffer, "the rest was not read, "
		    "%.1f MB were: what is in it is not told here.",
		    (double)y->read_bytes / 1e6);
	layout_headline(p, LAYOUT_YELLOW, "INTERRUPTED", buffer);
}

/* --- 2: what to do is in steps.c --- */

/* --- 3: the ranking --- */

static const char *
rating_name(const struct layout *p, enum rating rating)
{
	static const char *const words[RATING_COUNT] = {
		"?", "ok", "mended", "victim", "suspect", "CULPRIT"
	};

	return (p->is_unfit && rating >= RATING_SUSPECT ? "failing" :
	    words[rating]);
}

/* Adds what a row calls its device: the address has a column of its own, so
 * one without a name is called by its maker. */
static void
add_row_label(const struct layout *p, struct text *t,
    const struct snap_device *d)
{
	const char *maker = d->n_names == 0 ? who_maker(p, d) : "";

	if (maker[0] != '\0')
		layout_wire(p, t, maker);
	else if (d->n_names == 0 && snap_device_owns_mac(d) &&
	    d->mac_is_private)
		text_add(t, "random MAC");
	else
		who_add(p, t, d);
}

/* As wide as the titles in say_ranking have it, or less wide. */
enum {
	NAME_COLUMNS = 22, NAME_COLUMNS_DATED = 19, NAME_COLUMNS_LEAST = 14,
	RANKING_WIDE = 80
};

static bool
is_wide(const struct layout *p)
{
	return (p->style->columns >= RANKING_WIDE);
}

static int
name_columns(const struct layout *p)
{
	return (!is_wide(p) ? NAME_COLUMNS_LEAST : p->is_long ?
	    NAME_COLUMNS_DATED : NAME_COLUMNS);
}

static void
ranking_row(const struct layout *p, const struct snap_device *d, unsigned rank)
{
	char device[256], address[IP_TEXT_BYTES] = "-", row[512];
	char last[WHEN_ISO_BYTES], sure[8] = "-";
	int name_width = name_columns(p);
	struct text t;

	text_init(&t, device, sizeof device);
	add_row_label(p, &t, d);
	layout_fit(device, (size_t)name_width);
	if (d->n_ips > 0)
		ip_print(&d->ips[0], address);
	address[15] = '\0';
	when_short(d->last_ns, last);
	/* "2026-11-23 22:10:03": of several days the date is wanted as well. */
	last[p->is_long ? 16 : 19] = '\0';
	if (d->rating >= RATING_SUSPECT)
		snprintf(sure, sizeof sure, "%u%%", d->confidence_pct);
	snprintf(row, sizeof row, "%3u %-8s %s%*s ", rank,
	    rating_name(p, d->rating), device,
	    name_width - (int)utf8_columns(device), "");
	if (is_wide(p))
		snprintf(row + strlen(row), sizeof row - strlen(row),
		    "%-15s %5u %5u %5s  %s", address, d->failures,
		    d->successes, sure, last + (p->is_long ? 5 : 11));
	else
		snprintf(row + strlen(row), sizeof row - strlen(row),
		    "%5u %5s", d->failures, sure);
	layout_row(p, p->is_unfit ? LAYOUT_PLAIN :
	    d->rating == RATING_CULPRIT ? LAYOUT_RED :
	    d->rating == RATING_SUSPECT ? LAYOUT_YELLOW : LAYOUT_PLAIN, row);
}

static void
ranking_titles(const struct layout *p)
{
	char row[100];

	layout_title(p, p->is_unfit ? "Addresses with failed logins" :
	    "Devices with failed logins");
	snprintf(row, sizeof row, "  # VERDICT  %-*s  %s", name_columns(p) - 1,
	    "DEVICE", is_wide(p) ? "ADDRESS          FAIL    OK  SURE  LAST" :
	    " FAIL  SURE");
	layout_row(p, LAYOUT_PLAIN, row);
}

/* What was only turned away stands in a list of its own. */
static void
say_ranking(const struct layout *p, const struct snapshot *s)
{
	uint32_t i, n = 0;

	for (i = 0; i < s->n_devices; i++) {
		if (!row_is_worth_it(&s->devices[i]))
			continue;
		if (n++ == 0)
			ranking_titles(p);
		ranking_row(p, &s->devices[i], i + 1);
	}
}

/* --- 4: the evidence is in evidence.c --- */

/* --- 5: how good the capture is --- */

static void
say_capture(const struct layout *p, const struct snapshot *s)
{
	const struct snap_capture *c = &s->capture;
	char buffer[512], from[WHEN_ISO_BYTES], to[WHEN_ISO_BYTES];
	struct text t;
	uint32_t i;

	layout_title(p, "The capture");
	if (c->packets == 0) {
		layout_para(p, 2, 2, "It holds no packets.");
		return;
	}
	when_short(c->first_ns, from);
	when_short(c->last_ns, to);
	text_init(&t, buffer, sizeof buffer);
	counts_add(&t, c->packets, "packet", "packets");
	text_addf(&t, ", %s to %s UTC; taken %s; ", from, to,
	    point_taken(c->point));
	counts_add(&t, s->sessions, "mail session", "mail sessions");
	text_add(&t, " by ");
	counts_add(&t, s->n_devices_seen, "device", "devices");
	text_add(&t, " with ");
	counts_servers(&t, s);
	text_add(&t, ".");
	layout_para(p, 2, 2, buffer);
	for (i = 0; i < c->n_notes; i++)
		if (!c->notes[i].is_unfit &&
		    !counts_note_is_told(c, c->notes[i].note))
			layout_para(p, 2, 2, finding_words(&c->notes[i],
			    p->style->ascii, buffer));
}

#define DAY_NS	(86400 * NS_PER_S)

int
report_print(FILE *out, const struct snapshot *s,
    const struct report_style *style)
{
	struct layout p = { out, style, snapshot_unfit(s) != NULL,
	    s->capture.last_ns - s->capture.first_ns >= DAY_NS };
	struct named named = { 0 };

	say_interrupted(&p);
	if (p.is_unfit)
		say_unfit(&p, s);
	else {
		named_pick(&named, s);
		say_verdict(&p, s, &named);
		steps_say(&p, s, &named);
	}
	hosts_steps(&p, s, named.n);
	hosts_say(&p, s);
	say_ranking(&p, s);
	evidence_say(&p, s);
	evidence_turned(&p, s);
	say_capture(&p, s);
	return (fflush(out) != 0 || ferror(out) != 0 ? -1 : 0);
}
