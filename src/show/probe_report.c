/*
 * A probe for people: the verdict first, then what to do, then what was
 * answered.
 */

#include "show/probe_report.h"

#include <string.h>

#include "base/when.h"
#include "data/protocols.h"
#include "show/findings.h"
#include "show/layout.h"
#include "show/phrases.h"
#include "show/probe_words.h"

enum { PARA_BYTES = 1024 };

/* --- the verdict --- */

static const char *
host_name(const struct layout *p, const struct probe_view *v, char *out,
    size_t size)
{
	char ip[IP_TEXT_BYTES] = "the host";
	struct text t;

	if (v->n_addresses > 0)
		ip_print(&v->addresses[0].ip, ip);
	text_init(&t, out, size);
	layout_wire(p, &t, v->host[0] != '\0' ? v->host : ip);
	return (out);
}

static enum layout_color
color_of(enum probe_verdict v)
{
	return (probe_is_locked(v) ? LAYOUT_RED : v == PROBE_FREE ?
	    LAYOUT_PLAIN : LAYOUT_YELLOW);
}

/* How the locked ports are met. */
static void
add_way(struct text *t, const struct probe_view *v)
{
	static const char *const ways[OPENING_COUNT] = {
		[OPENING_SILENT] = " It says nothing at all, as a firewall "
		    "that drops.",
		[OPENING_REJECTED] = " It says so by ICMP, as a firewall that "
		    "rejects.",
		[OPENING_RESET] = " It resets, as a firewall may."
	};

	if (probe_is_locked(v->verdict) && v->verdict != PROBE_CAPTCHA &&
	    v->way < OPENING_COUNT && ways[v->way] != NULL)
		text_add(t, ways[v->way]);
}

static void
say_lifted(const struct layout *p, const struct probe_view *v)
{
	char words[PARA_BYTES], host[256], since[WHEN_ISO_BYTES];
	struct text t;

	text_init(&t, words, sizeof words);
	when_short(v->lifted_ns, since);
	text_addf(&t, "%s answers again, since %s UTC", host_name(p, v, host,
	    sizeof host), since);
	if (v->vain_ns != 0) {
		when_short(v->vain_ns, since);
		text_addf(&t, " at the latest; the last question in vain was "
		    "at %s UTC", since);
	}
	text_add(&t, ".");
	layout_headline(p, LAYOUT_PLAIN, "LIFTED", words);
}

/* What there is to say where the rest was said before. */
static void
say_sum(const struct layout *p, const struct probe_view *v,
    const struct probe_told *told)
{
	char words[PARA_BYTES], host[256], vain[WHEN_ISO_BYTES];
	struct text t;

	if (v->lifted_ns != 0) {
		say_lifted(p, v);
		return;
	}
	text_init(&t, words, sizeof words);
	when_short(v->vain_ns, vain);
	text_addf(&t, "%s: asked again %u time%s, the last time in vain at %s "
	    "UTC.", host_name(p, v, host, sizeof host), told->times,
	    told->times == 1 ? "" : "s", vain);
	layout_headline(p, color_of(v->verdict),
	    probe_is_locked(v->verdict) ? "STILL LOCKED OUT" :
	    probe_title(v->verdict), words);
}

static void
say_verdict(const struct layout *p, const struct probe_view *v)
{
	char words[PARA_BYTES], host[256];
	struct text t;
	int d;

	if (v->lifted_ns != 0) {
		say_lifted(p, v);
		return;
	}
	text_init(&t, words, sizeof words);
	text_addf(&t, "%s: %s", host_name(p, v, host, sizeof host),
	    probe_sentence(v->verdict));
	add_way(&t, v);
	layout_headline(p, color_of(v->verdict), probe_title(v->verdict),
	    words);
	for (d = 0; d < DOUBT_COUNT; d++)
		if ((v->doubts >> d & 1) != 0)
			layout_para(p, 2, 2,
			    probe_doubt_words((enum probe_doubt)d));
}

/* --- what to do --- */

static bool
is_open(const struct probe_view *v, enum port_group group, uint16_t *port)
{
	uint32_t i;

	for (i = 0; i < v->n_rows; i++) {
		const struct probe_row *r = &v->rows[i];

		if (r->role != ROLE_HOST || port_group(r->port) != group ||
		    r->answer.answer != ANSWER_OPEN)
			continue;
		*port = r->port;
		return (true);
	}
	return (false);
}

static void
say_captcha(const struct layout *p, const struct probe_view *v)
{
	char words[PARA_BYTES], host[256], at[16] = "";
	uint16_t port;
	struct text t;

	if (is_open(v, GROUP_PANEL, &port))
		snprintf(at, sizeof at, ":%u", port);
	text_init(&t, words, sizeof words);
	text_addf(&t, "1. Open https://%s%s in a browser, on a device of this "
	    "network.", host_name(p, v, host, sizeof host), at);
	layout_para(p, 2, 5, words);
	layout_para(p, 2, 5, "2. Pass the captcha if one is shown. Do not log "
	    "in.");
	layout_para(p, 2, 5, "3. Wait 30 seconds, refresh the page, and try "
	    "mail again.");
	layout_para(p, 2, 5, "4. If no captcha is shown, write to the mail "
	    "host:");
}

static void
add_ports(struct text *t, const struct probe_view *v)
{
	const char *sep = ", ports";
	uint32_t i, j;

	for (i = 0; i < v->n_rows; i++) {
		const struct probe_row *r = &v->rows[i];

		if (r->role != ROLE_HOST || r->answer.answer == ANSWER_OPEN ||
		    r->answer.answer == ANSWER_UNKNOWN || r->is_unseen ||
		    mail_port_find(r->port) == NULL)
			continue;
		for (j = 0; j < i && (v->rows[j].port != r->port ||
		    v->rows[j].role != ROLE_HOST); j++)
			;
		if (j == i)
			text_addf(t, "%s %u", sep, r->port);
		sep = j == i ? "" : sep;
	}
}

/* Whom the host is to unblock: an address that it can see. */
static void
add_own(struct text *t, const struct probe_view *v)
{
	char ip[IP_TEXT_BYTES];
	bool is_any = false;
	int i;

	for (i = 0; i < PROBE_FAMILIES; i++) {
		if (ip_is_zero(&v->own[i]) ||
		    ip_is_private(&v->own[i]) ||
		    (v->verdict == PROBE_LOCKED_V6 && i == 0) ||
		    (v->verdict == PROBE_LOCKED_V4 && i == 1))
			continue;
		ip_print(&v->own[i], ip);
		text_addf(t, "%s%s", is_any ? " and " : "", ip);
		is_any = true;
	}
	if (!is_any)
		text_add(t, "what a page like 'what is my IP' shows");
}

static void
say_letter(const struct layout *p, const struct probe_view *v)
{
	char words[PARA_BYTES], host[256], from[WHEN_ISO_BYTES],
	    to[WHEN_ISO_BYTES];
	struct text t;

	text_init(&t, words, sizeof words);
	when_short(v->began_ns, from);
	when_short(v->known_ns, to);
	text_add(&t, "\"Please unblock our public address (");
	add_own(&t, v);
	text_addf(&t, "). %s", host_name(p, v, host, sizeof host));
	add_ports(&t, v);
	text_addf(&t, ", did not let us connect from %s to %s UTC; "
	    "%s. We have looked for the device that failed to log in, and "
	    "mended it.\"", from, to, v->verdict == PROBE_LOCKED_ALL ?
	    "no port of it does" : "other ports do, so it is up");
	layout_para(p, 2, 2, words);
}

static void
say_to_do(const struct layout *p, const struct probe_view *v)
{
	bool is_locked = probe_is_locked(v->verdict);

	if (v->verdict == PROBE_UNSAID)
		return;
	layout_title(p, "What to do");
	if (is_locked)
		layout_para(p, 2, 2, "Find the device that fails to log in "
		    "first (sudo lockhound, on the gateway): as long as it "
		    "fails the lockout comes back.");
	if (v->verdict == PROBE_CAPTCHA)
		say_captcha(p, v);
	else if (is_locked)
		layout_para(p, 2, 2, "Tell the mail host:");
	if (is_locked)
		say_letter(p, v);
	else if (v->verdict == PROBE_FREE)
		layout_para(p, 2, 2, "If mail does not work all the same, it "
		    "is no lockout of the network: watch a login fail (sudo "
		    "lockhound, on the gateway), and see why.");
	else
		layout_para(p, 2, 2, v->verdict == PROBE_LINE_DOWN ? "Look "
		    "after your internet line: cable, router, provider." :
		    "Wait, or ask the mail host whether it is up.");
}

/* --- what was answered --- */

/* An answer from another distance than an open port's is a firewall's. */
static void
add_ttl(struct text *t, const struct probe_view *v, const struct probe_row *r)
{
	uint32_t i;

	if (r->answer.ttl == 0)
		return;
	text_addf(t, ", TTL %u", r->answer.ttl);
	if (r->answer.answer != ANSWER_CLOSED)
		return;
	for (i = 0; i < v->n_rows; i++) {
		const struct probe_row *o = &v->rows[i];

		if (o->answer.answer != ANSWER_OPEN || o->answer.ttl == 0 ||
		    o->answer.ttl == r->answer.ttl ||
		    !ip_equals(&o->ip, &r->ip))
			continue;
		text_addf(t, " where open ports have %u: a firewall in front?",
		    o->answer.ttl);
		return;
	}
}

static const char *
port_words(uint16_t port)
{
	const struct mail_port *m = mail_port_find(port);

	return (m != NULL ? phrases_proto(m->proto) : "web");
}

static void
say_row(const struct layout *p, const struct probe_view *v,
    const struct probe_row *r)
{
	char words[PARA_BYTES];
	struct text t;

	text_init(&t, words, sizeof words);
	text_addf(&t, "%5u %-12s", r->port, port_words(r->port));
	if (r->is_unseen)
		text_add(&t, "was not seen to go out");
	else
		probe_answer_add(&t, &r->answer);
	add_ttl(&t, v, r);
	if (r->is_by_traffic)
		text_add(&t, " (a program here was let in)");
	/* Columns of blanks would be wrapped away in a paragraph. */
	fprintf(p->out, "    %s\n", words);
}

static void
say_address(const struct layout *p, const struct probe_view *v,
    const struct probe_address *a)
{
	char words[PARA_BYTES], ip[IP_TEXT_BYTES];
	struct text t;
	uint32_t i;

	ip_print(&a->ip, ip);
	text_init(&t, words, sizeof words);
	text_addf(&t, "%s  ", ip);
	probe_rests_add(&t, v, &a->ip);
	if (a->neighbour != ALIVE_UNKNOWN)
		text_add(&t, a->neighbour == ALIVE_YES ? "; it is on this "
		    "network, and tells its MAC" : "; it is on this network, "
		    "and nobody answers for it");
	layout_para(p, 2, 4, words);
	for (i = 0; i < v->n_rows; i++)
		if (v->rows[i].role == ROLE_HOST &&
		    ip_equals(&v->rows[i].ip, &a->ip))
			say_row(p, v, &v->rows[i]);
}

static void
say_asked(const struct layout *p, const struct probe_view *v,
    const struct probe_told *told)
{
	char words[PARA_BYTES];
	struct text t;
	uint32_t i;

	layout_title(p, "What was answered");
	for (i = 0; i < v->n_addresses; i++)
		say_address(p, v, &v->addresses[i]);
	text_init(&t, words, sizeof words);
	probe_line_add(&t, v);
	if (t.len > 0)
		layout_para(p, 2, 4, words);
	if (told->by_connecting)
		layout_para(p, 2, 4, "Asked by connecting, without the right "
		    "to send single packets: who refuses, and from how far "
		    "away, is not seen.");
	if (!told->by_connecting)
		layout_para(p, 2, 4, "No connection was completed, and no "
		    "login tried.");
}

int
probe_report_print(FILE *out, const struct probe_view *v,
    const struct probe_told *told, const struct report_style *style)
{
	const struct layout p = { out, style, false, false };

	if (told->is_sum) {
		say_sum(&p, v, told);
		return (ferror(out) != 0 ? -1 : 0);
	}
	say_verdict(&p, v);
	if (v->lifted_ns == 0)
		say_to_do(&p, v);
	say_asked(&p, v, told);
	return (ferror(out) != 0 ? -1 : 0);
}
