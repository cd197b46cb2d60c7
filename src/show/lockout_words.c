/*
 * Lockouts in words.
 *
 * The one rule: what was seen is told apart from what it means, and never more
 * sure than it is: only the mail host can know.
 */

#include "show/lockout_words.h"

#include "base/when.h"
#include "show/phrases.h"

const char *
lockout_status(enum server_status v)
{
	static const char *const words[STATUS_COUNT] = {
		"", "ok", "at risk", "no answer", "LOCKED"
	};

	return (v < STATUS_COUNT ? words[v] : words[0]);
}

const char *
lockout_words(enum opening_end how)
{
	return (how == OPENING_SILENT ? "no longer answers" :
	    "refuses all connections");
}

void
lockout_server(struct text *t, const struct snap_lockout *l, bool ascii)
{
	char ip[IP_TEXT_BYTES];

	ip_print(&l->at.ip, ip);
	text_add_wire(t, span_text(l->server[0] != '\0' ? l->server : ip),
	    ascii);
}

const struct snap_lockout *
lockout_now(const struct snapshot *s)
{
	uint32_t i;

	for (i = 0; i < s->n_lockouts; i++)
		if (s->lockouts[i].until_ns == 0)
			return (&s->lockouts[i]);
	return (NULL);
}

const struct snap_note *
lockout_unanswered(const struct snapshot *s)
{
	const struct snap_capture *c = &s->capture;
	uint32_t i;

	for (i = 0; i < c->n_notes; i++)
		if (c->notes[i].note == NOTE_NO_ANSWER)
			return (&c->notes[i]);
	return (NULL);
}

static void
add_trigger(struct text *t, const struct snap_lockout *l, bool ascii)
{
	char ip[IP_TEXT_BYTES];

	ip_print(&l->trigger_ip, ip);
	text_add_wire(t, span_text(l->trigger[0] != '\0' ? l->trigger : ip),
	    ascii);
	if (l->trigger[0] != '\0')
		text_addf(t, " (%s)", ip);
}

static void
add_failures(struct text *t, const struct snap_lockout *l, bool ascii)
{
	char before[WHEN_SPAN_BYTES];

	text_addf(t, "%u failed login%s in the hour before", l->failures,
	    l->failures == 1 ? "" : "s");
	if (l->has_trigger) {
		text_addf(t, ", %u of them by ", l->trigger_failures);
		add_trigger(t, l, ascii);
	}
	if (l->failed_ns == 0 || l->failed_ns > l->since_ns)
		return;
	when_span(l->since_ns - l->failed_ns, before);
	text_addf(t, "; the last one %s before the first try in vain", before);
}

static void
list_ports(struct text *t, const struct snap_lockout *l)
{
	uint16_t i;

	text_addf(t, "port%s", l->n_ports == 1 ? "" : "s");
	for (i = 0; i < l->n_ports; i++)
		text_addf(t, " %u", l->ports[i]);
}

static void
add_tries(struct text *t, const struct snap_lockout *l)
{
	text_addf(t, "%u tr%s in vain by %u device%s, ", l->tries,
	    l->tries == 1 ? "y" : "ies", l->devices,
	    l->devices == 1 ? "" : "s");
	list_ports(t, l);
}

void
lockout_clue(struct text *t, const struct snap_lockout *l, int i, bool ascii)
{
	switch (i) {
	case 0:
		add_failures(t, l, ascii);
		break;
	case 1:
		add_tries(t, l);
		break;
	case 2:
		text_add(t, l->how == OPENING_SILENT ?
		    "it says nothing at all, as a firewall that drops" :
		    l->how == OPENING_REJECTED ?
		    "it says so by ICMP, as a firewall that rejects" :
		    "it resets connections, as a firewall may; so does a "
		    "service that is down");
		break;
	default:
		text_add(t, l->others_answer ? "other hosts answer: it is not "
		    "your internet line" : "whether other hosts answered was "
		    "not seen");
		break;
	}
}

/* " from 2026-11-23 08:02:11 to 08:32:11 UTC (30m00s)", or since when. */
static void
add_times(struct text *t, const struct snap_lockout *l)
{
	char from[WHEN_ISO_BYTES], to[WHEN_ISO_BYTES], span[WHEN_SPAN_BYTES];

	when_short(l->since_ns, from);
	if (l->until_ns == 0) {
		text_addf(t, " since %s UTC", from);
		return;
	}
	when_short(l->until_ns, to);
	when_span(l->until_ns - l->since_ns, span);
	text_addf(t, " from %s to %s UTC (%s)", from, to + 11, span);
}

static void
say_one(const struct layout *p, const struct snap_lockout *l)
{
	bool ascii = p->style->ascii;
	char buffer[1024];
	struct text t;
	int i;

	text_init(&t, buffer, sizeof buffer);
	lockout_server(&t, l, ascii);
	text_addf(&t, " %s", l->until_ns == 0 ? lockout_words(l->how) :
	    l->how == OPENING_SILENT ? "did not answer" :
	    "refused all connections");
	add_times(&t, l);
	for (i = 0; i < LOCKOUT_CLUES; i++) {
		text_add(&t, i == 0 ? ": " : "; ");
		lockout_clue(&t, l, i, ascii);
	}
	text_add(&t, ".");
	layout_para(p, 2, 4, buffer);
}

/* The host's other ports answer: it is there, and that port is closed. */
static bool
answers_elsewhere(const struct snapshot *s, const struct ip *ip)
{
	uint32_t i;

	for (i = 0; i < s->n_servers; i++)
		if (s->servers[i].status < STATUS_NO_ANSWER &&
		    ip_equals(&s->servers[i].at.ip, ip))
			return (true);
	return (false);
}

void
lockout_wait(const struct layout *p)
{
	layout_para(p, 2, 2, "As long as nothing answers no failed login can "
	    "be seen, so nobody can be named. Ask the mail host whether your "
	    "address is locked out, and for which account; watch with "
	    "lockhound from before it unblocks you: the device shows with its "
	    "next tries.");
}

void
lockout_head(const struct layout *p, const struct snapshot *s)
{
	const struct snap_lockout *l = lockout_now(s);
	char buffer[600], when[WHEN_ISO_BYTES];
	struct text t;
	uint32_t i;

	text_init(&t, buffer, sizeof buffer);
	if (l != NULL) {
		lockout_server(&t, l, p->style->ascii);
		when_short(l->since_ns, when);
		text_addf(&t, " %s since %s UTC: %s locked your address "
		    "out, for all devices.", lockout_words(l->how), when,
		    l->is_likely ? "most likely it has" :
		    "it may have");
		layout_headline(p, LAYOUT_RED, "LOCKED OUT", buffer);
		return;
	}
	for (i = 0; i < s->n_servers && lockout_unanswered(s) == NULL; i++) {
		const struct snap_server *h = &s->servers[i];

		if (h->status != STATUS_NO_ANSWER || h->tries == 0 ||
		    answers_elsewhere(s, &h->at.ip))
			continue;
		phrases_server(&t, h, p->style->ascii);
		when_short(h->since_ns, when);
		text_addf(&t, " does not answer since %s UTC (%u tries of %u "
		    "device%s): it may have locked your address out, or it or "
		    "your line is down.", when, h->tries, h->devices,
		    h->devices == 1 ? "" : "s");
		layout_headline(p, LAYOUT_YELLOW, "NO ANSWER", buffer);
		lockout_wait(p);
		return;
	}
}

void
lockout_steps(const struct layout *p, const struct snapshot *s)
{
	const struct snap_lockout *l = lockout_now(s);
	char buffer[800], when[WHEN_ISO_BYTES];
	struct text t;

	if (l == NULL)
		return;
	layout_title(p, "While you are locked out");
	layout_para(p, 2, 2, "Take the device off the network first, or switch "
	    "it off: as long as it tries with the wrong password the lockout "
	    "comes back.");
	text_init(&t, buffer, sizeof buffer);
	text_add(&t, "Tell the mail host: \"Please unblock our public address "
	    "(what a page like 'what is my IP' shows in the office). ");
	lockout_server(&t, l, p->style->ascii);
	when_short(l->since_ns, when);
	text_add(&t, ", ");
	list_ports(&t, l);
	text_addf(&t, ", %s since %s UTC. We have found the device that failed "
	    "to log in, and mended it.\"", lockout_words(l->how), when);
	layout_para(p, 2, 2, buffer);
	layout_para(p, 2, 2, "Some lockouts lift by themselves (fail2ban's "
	    "after ten minutes, as it is shipped), others only by the host's "
	    "hand (CSF's on cPanel).");
}

void
lockout_say(const struct layout *p, const struct snapshot *s)
{
	uint32_t i;

	if (s->n_lockouts == 0)
		return;
	layout_title(p, "Lockouts");
	for (i = 0; i < s->n_lockouts; i++)
		say_one(p, &s->lockouts[i]);
	layout_para(p, 2, 2, "Only the mail host can know that it was a "
	    "lockout; this is how one looks from here.");
}
