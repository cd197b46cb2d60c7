/*
 * Lockouts in words: one row a kind, one a way in which it is met.
 *
 * The one rule: what was seen is told apart from what it means, and never more
 * sure than it is: only the mail host can know.
 */

#include "show/lockout_words.h"

#include "base/when.h"
#include "show/user.h"

const char *
lockout_status(enum server_status v)
{
	static const char *const words[STATUS_COUNT] = {
		"", "ok", "at risk", "no answer", "LOCKED"
	};

	return (v < STATUS_COUNT ? words[v] : words[0]);
}

/* How a lockout of the network is met. */
static const struct way {
	const char *now, *then, *clue;
} ways[OPENING_COUNT] = {
	[OPENING_SILENT] = { "no longer answers", "did not answer",
	    "it says nothing at all, as a firewall that drops" },
	[OPENING_REJECTED] = { "refuses all connections",
	    "refused all connections",
	    "it says so by ICMP, as a firewall that rejects" },
	[OPENING_TARPIT] = { "takes connections and says nothing",
	    "took connections and said nothing",
	    "it takes connections and then says not a word, as a tarpit" },
	[OPENING_RESET] = { "refuses all connections",
	    "refused all connections",
	    "it resets connections, as a firewall may; so does a service that "
	    "is down" },
};

/* The other kinds; what is NULL here is said by the way. */
static const struct kind_row {
	const char *now, *then, *back, *clue;
} kinds[LOCK_COUNT] = {
	[LOCK_UNKNOWN] = { NULL, NULL, "answers again", NULL },
	[LOCK_NETWORK] = { NULL, NULL, "answers again", NULL },
	[LOCK_INSIDE] = { "refuses right passwords",
	    "refused right passwords", "takes right passwords again",
	    "it answers, and refuses passwords that it took before" },
	[LOCK_ACCOUNT] = { "refuses one account's right password",
	    "refused one account's right password",
	    "takes the account's right password again",
	    "other accounts are let in, and this one's right password is "
	    "refused" },
	[LOCK_TOLD] = { "says that this address is locked out",
	    "said that this address was locked out",
	    "lets this address in again", "it says so in words" },
};

static const struct way *
way_of(enum opening_end how)
{
	return (how < OPENING_COUNT && ways[how].now != NULL ? &ways[how] :
	    &ways[OPENING_RESET]);
}

static const struct kind_row *
kind_of(enum lock_kind kind)
{
	return (&kinds[kind < LOCK_COUNT ? kind : LOCK_UNKNOWN]);
}

const char *
lockout_deed(enum lock_kind kind, enum opening_end how, bool is_over)
{
	const struct kind_row *k = kind_of(kind);

	if (k->now != NULL)
		return (is_over ? k->then : k->now);
	return (is_over ? way_of(how)->then : way_of(how)->now);
}

const char *
lockout_back(enum lock_kind kind)
{
	return (kind_of(kind)->back);
}

const char *
lockout_scope(enum lock_scope scope)
{
	static const char *const words[SCOPE_COUNT] = {
		[SCOPE_UNKNOWN] = "your address",
		[SCOPE_LINE] = "your address",
		[SCOPE_PREFIX] = "your IPv6 network",
		[SCOPE_ONE_ADDRESS] = "one of your IPv6 addresses"
	};

	return (words[scope < SCOPE_COUNT ? scope : SCOPE_UNKNOWN]);
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

void
lockout_trigger(struct text *t, const struct snap_lockout *l, bool ascii)
{
	char ip[IP_TEXT_BYTES];

	ip_print(&l->trigger_ip, ip);
	text_add_wire(t, span_text(l->trigger[0] != '\0' ? l->trigger : ip),
	    ascii);
	if (l->trigger[0] != '\0')
		text_addf(t, " (%s)", ip);
}

void
lockout_ports(struct text *t, const struct snap_lockout *l)
{
	uint16_t i;

	text_addf(t, "port%s", l->n_ports == 1 ? "" : "s");
	for (i = 0; i < l->n_ports; i++)
		text_addf(t, " %u", l->ports[i]);
}

static void
add_reply(struct text *t, const struct snap_lockout *l, struct wording w)
{
	if (l->reply[0] == '\0')
		return;
	text_add(t, ": \"");
	user_add_reply(t, l->reply, l->user, w.show_users, w.ascii);
	text_add(t, "\"");
}

void
lockout_meaning(struct text *t, const struct snap_lockout *l, struct wording w)
{
	const char *sure = l->is_likely ? "most likely" : "perhaps";
	const char *all = l->scope == SCOPE_ONE_ADDRESS ? "" :
	    ", for all devices";

	switch (l->kind) {
	case LOCK_ACCOUNT:
		text_addf(t, ": %s it has locked ", sure);
		user_add(t, l->user, w.show_users, w.ascii);
		text_add(t, ", for everybody who uses it");
		break;
	case LOCK_INSIDE:
		text_addf(t, ": %s it has locked %s out inside its login%s, "
		    "whatever the password", sure, lockout_scope(l->scope),
		    all);
		break;
	case LOCK_TOLD:
		add_reply(t, l, w);
		break;
	default:
		text_addf(t, l->is_likely ? ": most likely it has locked %s "
		    "out%s" : ": it may have locked %s out%s",
		    lockout_scope(l->scope), all);
		break;
	}
	text_add(t, ".");
}

static void
add_failures(struct text *t, const struct snap_lockout *l, bool ascii)
{
	char before[WHEN_SPAN_BYTES];

	text_addf(t, "%u failed login%s in the hour before", l->failures,
	    l->failures == 1 ? "" : "s");
	if (l->has_trigger) {
		text_addf(t, ", %u of them by ", l->trigger_failures);
		lockout_trigger(t, l, ascii);
	}
	if (l->failed_ns == 0 || l->failed_ns > l->since_ns)
		return;
	when_span(l->since_ns - l->failed_ns, before);
	text_addf(t, "; the last one %s before the first try in vain", before);
}

static void
add_tries(struct text *t, const struct snap_lockout *l)
{
	text_addf(t, "%u tr%s in vain by %u device%s", l->tries,
	    l->tries == 1 ? "y" : "ies", l->devices,
	    l->devices == 1 ? "" : "s");
	if (l->n_ports > 0) {
		text_add(t, ", ");
		lockout_ports(t, l);
	}
}

static void
add_kind(struct text *t, const struct snap_lockout *l, struct wording w)
{
	const char *clue = kind_of(l->kind)->clue;

	text_add(t, clue != NULL ? clue : way_of(l->how)->clue);
	if (l->kind >= LOCK_INSIDE)
		add_reply(t, l, w);
}

void
lockout_clue(struct text *t, const struct snap_lockout *l, int i,
    struct wording w)
{
	switch (i) {
	case 0:
		add_failures(t, l, w.ascii);
		break;
	case 1:
		add_tries(t, l);
		break;
	case 2:
		add_kind(t, l, w);
		break;
	default:
		text_add(t, l->kind >= LOCK_INSIDE ? "so it is not your "
		    "internet line" : l->others_answer ? "other hosts "
		    "answer: it is not your internet line" : "whether other "
		    "hosts answered was not seen");
		break;
	}
}
