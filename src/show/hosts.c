/*
 * The mail hosts in the report.  First what stands in the way of mail now: a
 * lockout, before all else that is wrong; then a host that refuses everybody
 * or is in trouble, which is said to be no lockout; silence, whose reason
 * nobody knows; and below the devices a lockout that is near.
 */

#include "show/hosts.h"

#include "base/when.h"
#include "show/host_words.h"
#include "show/findings.h"
#include "show/lockout_words.h"
#include "show/named.h"
#include "show/phrases.h"
#include "show/user.h"

enum { HEADLINES = 3, PARA_BYTES = 1024 };

/* --- what is wrong now --- */

static void
say_locked(const struct layout *p, const struct snap_lockout *l)
{
	char buffer[PARA_BYTES], when[WHEN_ISO_BYTES];
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	lockout_server(&t, l, p->style->ascii);
	when_short(l->since_ns, when);
	text_addf(&t, " %s since %s UTC", lockout_deed(l->kind, l->how, false),
	    when);
	lockout_meaning(&t, l, layout_wording(p));
	if (l->has_trigger) {
		text_addf(&t, " %u failed login%s of ", l->trigger_failures,
		    l->trigger_failures == 1 ? "" : "s");
		lockout_trigger(&t, l, p->style->ascii);
		text_add(&t, " went before.");
	}
	layout_headline(p, LAYOUT_RED, "LOCKED OUT", buffer);
}

static uint32_t
say_all_locked(const struct layout *p, const struct snapshot *s)
{
	uint32_t i, n = 0;

	for (i = 0; i < s->n_lockouts; i++)
		if (s->lockouts[i].until_ns == 0 && n++ < HEADLINES)
			say_locked(p, &s->lockouts[i]);
	return (n);
}

static void
say_refuses_all(const struct layout *p, const struct snap_host *h)
{
	char buffer[PARA_BYTES], when[WHEN_ISO_BYTES];
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	host_name(&t, h, p->style->ascii);
	when_short(h->since_ns, when);
	text_addf(&t, " refuses everybody's login since %s UTC, whatever the "
	    "password: the fault is the host's, or it has locked %s out. "
	    "Change no password; ask the mail host.", when,
	    lockout_scope(SCOPE_UNKNOWN));
	layout_headline(p, LAYOUT_YELLOW, "REFUSES EVERYBODY", buffer);
}

static void
add_trouble(const struct layout *p, struct text *t,
    const struct snap_trouble *x)
{
	char ip[IP_TEXT_BYTES];
	uint16_t i;

	ip_print(&x->at.ip, ip);
	layout_wire(p, t, x->server[0] != '\0' ? x->server : ip);
	for (i = 0; i < x->n_ports; i++)
		text_addf(t, i == 0 ? " (port %u" : " %u", x->ports[i]);
	text_addf(t, "%s %s", x->n_ports > 0 ? ")" : "",
	    trouble_deed(x->trouble));
}

static void
say_trouble_now(const struct layout *p, const struct snap_trouble *x)
{
	char buffer[PARA_BYTES], when[WHEN_ISO_BYTES];
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	add_trouble(p, &t, x);
	when_short(x->since_ns, when);
	text_addf(&t, ", since %s UTC. This is no lockout. %s", when,
	    trouble_remedy(x->trouble));
	layout_headline(p, LAYOUT_YELLOW, "TROUBLE", buffer);
}

static uint32_t
say_troubles_now(const struct layout *p, const struct snapshot *s)
{
	uint32_t i, n = 0;

	for (i = 0; i < s->n_hosts; i++)
		if (s->hosts[i].state == HOST_REFUSES_ALL && n++ < HEADLINES)
			say_refuses_all(p, &s->hosts[i]);
	for (i = 0; i < s->n_troubles; i++) {
		const struct snap_host *h = host_of(s, &s->troubles[i].at.ip);

		/* Of one that refuses everybody that was said. */
		if (s->troubles[i].until_ns == 0 && (h == NULL ||
		    h->state != HOST_REFUSES_ALL) && n++ < HEADLINES)
			say_trouble_now(p, &s->troubles[i]);
	}
	return (n);
}

/* What there is to do where nothing but silence was seen. */
static void
say_wait(const struct layout *p, bool has_named)
{
	char buffer[PARA_BYTES];

	snprintf(buffer, sizeof buffer, "As long as nothing answers no failed "
	    "login can be seen%s. Ask the mail host whether your address is "
	    "locked out, and for which account; watch with lockhound from "
	    "before it unblocks you: the device shows with its next tries.",
	    has_named ? "" : ", so nobody can be named");
	layout_para(p, 2, 2, buffer);
}

/* The host's other ports answer: it is there, and that port is closed; or why
 * it does not is known. */
static bool
is_explained(const struct snapshot *s, const struct ip *ip)
{
	uint32_t i;

	for (i = 0; i < s->n_servers; i++)
		if (s->servers[i].status < STATUS_NO_ANSWER &&
		    ip_equals(&s->servers[i].at.ip, ip))
			return (true);
	for (i = 0; i < s->n_troubles; i++)
		if (ip_equals(&s->troubles[i].at.ip, ip))
			return (true);
	return (false);
}

static bool
say_silent(const struct layout *p, const struct snapshot *s, bool has_named)
{
	char buffer[PARA_BYTES], when[WHEN_ISO_BYTES], words[SENTENCE_BYTES];
	struct text t;
	uint32_t i;

	if (lockout_unanswered(s) != NULL) {
		layout_headline(p, LAYOUT_YELLOW, "NO ANSWER",
		    finding_words(lockout_unanswered(s), p->style->ascii,
		    words));
		say_wait(p, has_named);
		return (true);
	}
	for (i = 0; i < s->n_servers; i++) {
		const struct snap_server *h = &s->servers[i];

		if (h->status != STATUS_NO_ANSWER || h->tries == 0 ||
		    is_explained(s, &h->at.ip))
			continue;
		text_init(&t, buffer, sizeof buffer);
		phrases_server(&t, h, p->style->ascii);
		when_short(h->since_ns, when);
		text_addf(&t, " does not answer since %s UTC (%u tr%s in "
		    "vain): it may have locked your address out, or it or "
		    "your line is down.", when, h->tries, h->tries == 1 ?
		    "y" : "ies");
		layout_headline(p, LAYOUT_YELLOW, "NO ANSWER", buffer);
		say_wait(p, has_named);
		return (true);
	}
	return (false);
}

static void
say_risk(const struct layout *p, const struct snap_host *h)
{
	char buffer[PARA_BYTES];
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	host_name(&t, h, p->style->ascii);
	text_add(&t, " has seen ");
	host_budget(&t, h);
	text_add(&t, ".");
	layout_headline(p, LAYOUT_YELLOW, "AT RISK", buffer);
}

bool
hosts_head(const struct layout *p, const struct snapshot *s, bool has_named)
{
	uint32_t n = say_all_locked(p, s);

	n += say_troubles_now(p, s);
	return (n > 0 || say_silent(p, s, has_named));
}

void
hosts_risk(const struct layout *p, const struct snapshot *s)
{
	uint32_t i, n = 0;

	for (i = 0; i < s->n_hosts; i++)
		if (host_is_at_risk(&s->hosts[i]) && n++ < HEADLINES)
			say_risk(p, &s->hosts[i]);
}

/* --- what to do --- */

static void
say_letter(const struct layout *p, const struct snap_lockout *l,
    uint32_t n_named)
{
	char buffer[PARA_BYTES], when[WHEN_ISO_BYTES];
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	text_add(&t, "Tell the mail host: \"Please unblock ");
	if (l->kind == LOCK_ACCOUNT) {
		text_add(&t, "the account ");
		user_add(&t, l->user, p->style->show_users, p->style->ascii);
		text_add(&t, ". ");
	} else
		text_add(&t, "our public address (what a page like 'what is "
		    "my IP' shows in the office). ");
	lockout_server(&t, l, p->style->ascii);
	when_short(l->since_ns, when);
	if (l->n_ports > 0) {
		text_add(&t, ", ");
		lockout_ports(&t, l);
		text_add(&t, ",");
	}
	text_addf(&t, " %s since %s UTC.%s\"", lockout_deed(l->kind, l->how,
	    false), when, n_named == 0 ? "" : n_named == 1 ? " We have found "
	    "the device that failed to log in, and mended it." : " We have "
	    "found the devices that failed to log in, and mended them.");
	layout_para(p, 2, 2, buffer);
}

static void
say_take_off(const struct layout *p, const struct snapshot *s,
    const struct snap_lockout *l, uint32_t n_named)
{
	const struct snap_device *d = named_trigger(s, l);
	char buffer[PARA_BYTES];
	struct text t;

	if (n_named == 0 && d == NULL)
		return;
	text_init(&t, buffer, sizeof buffer);
	text_add(&t, "Take ");
	if (d != NULL)
		lockout_trigger(&t, l, p->style->ascii);
	else
		text_add(&t, n_named == 1 ? "the device" : "these devices");
	text_add(&t, d != NULL || n_named == 1 ? " off the network first, or "
	    "switch it off: as long as it fails the lockout comes back." :
	    " off the network first, or switch them off: as long as one of "
	    "them fails the lockout comes back.");
	layout_para(p, 2, 2, buffer);
}

void
hosts_steps(const struct layout *p, const struct snapshot *s, uint32_t n_named)
{
	const struct snap_lockout *l = lockout_now(s);

	if (l == NULL)
		return;
	layout_title(p, "While you are locked out");
	say_take_off(p, s, l, n_named);
	say_letter(p, l, n_named);
	layout_para(p, 2, 2, "Some lockouts lift by themselves (fail2ban's "
	    "after ten minutes, as it is shipped), others only by the host's "
	    "hand (CSF's on cPanel).");
}

/* --- what was --- */

/* " from 2026-11-23 08:02:11 to 08:32:11 UTC (30m00s)", or since when. */
static void
add_times(struct text *t, int64_t since_ns, int64_t until_ns)
{
	char from[WHEN_ISO_BYTES], to[WHEN_ISO_BYTES], span[WHEN_SPAN_BYTES];

	when_short(since_ns, from);
	if (until_ns == 0) {
		text_addf(t, " since %s UTC", from);
		return;
	}
	when_short(until_ns, to);
	when_span(until_ns - since_ns, span);
	text_addf(t, " from %s to %s UTC (%s)", from, to + 11, span);
}

static void
say_lockout(const struct layout *p, const struct snap_lockout *l)
{
	char buffer[PARA_BYTES];
	struct text t;
	int i;

	text_init(&t, buffer, sizeof buffer);
	lockout_server(&t, l, p->style->ascii);
	text_addf(&t, " %s", lockout_deed(l->kind, l->how, l->until_ns != 0));
	if (l->kind == LOCK_ACCOUNT) {
		text_add(&t, " (");
		user_add(&t, l->user, p->style->show_users, p->style->ascii);
		text_add(&t, ")");
	}
	add_times(&t, l->since_ns, l->until_ns);
	for (i = 0; i < LOCKOUT_CLUES; i++) {
		text_add(&t, i == 0 ? ": " : "; ");
		lockout_clue(&t, l, i, layout_wording(p));
	}
	text_add(&t, ".");
	layout_para(p, 2, 4, buffer);
}

static void
say_trouble(const struct layout *p, const struct snap_trouble *x)
{
	char buffer[PARA_BYTES];
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	add_trouble(p, &t, x);
	text_add(&t, ",");
	add_times(&t, x->since_ns, x->until_ns);
	if (x->tries > 0)
		text_addf(&t, ": %u tr%s in vain by %u device%s", x->tries,
		    x->tries == 1 ? "y" : "ies", x->devices,
		    x->devices == 1 ? "" : "s");
	if (x->reply[0] != '\0') {
		text_add(&t, "; it says \"");
		user_add_reply(&t, x->reply, "", p->style->show_users,
		    p->style->ascii);
		text_add(&t, "\"");
	}
	text_add(&t, ".");
	layout_para(p, 2, 4, buffer);
}

void
hosts_say(const struct layout *p, const struct snapshot *s)
{
	uint32_t i;

	if (s->n_lockouts > 0)
		layout_title(p, "Lockouts");
	for (i = 0; i < s->n_lockouts; i++)
		say_lockout(p, &s->lockouts[i]);
	if (s->n_lockouts > 0)
		layout_para(p, 2, 2, "Only the mail host can know that it was "
		    "a lockout; this is how one looks from here.");
	if (s->n_troubles > 0)
		layout_title(p, "Other trouble at mail hosts");
	for (i = 0; i < s->n_troubles; i++)
		say_trouble(p, &s->troubles[i]);
}
