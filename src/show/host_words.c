/*
 * Mail hosts in words: one row a state, one a trouble.
 *
 * A trouble is no lockout, and that is said with it: whoever asks the mail host
 * to unblock an address that is not blocked is not helped.
 */

#include "show/host_words.h"

#include "base/when.h"
#include "data/policies.h"

static const char *const states[] = {
	[HOST_UNKNOWN] = "", [HOST_OK] = "ok", [HOST_AT_RISK] = "at risk",
	[HOST_SILENT] = "no answer", [HOST_TROUBLE] = "trouble",
	[HOST_REFUSES_ALL] = "refuses", [HOST_LOCKED] = "LOCKED"
};

_Static_assert(sizeof states / sizeof states[0] == HOST_STATES,
    "each state has its word");

static const struct trouble_row {
	const char *brief, *deed, *remedy;
} troubles[] = {
	[TROUBLE_UNKNOWN] = { "trouble", "does not work as it did",
	    "Ask the mail host." },
	[TROUBLE_STOPPED] = { "service stopped", "has stopped or restarted "
	    "its mail service", "Wait, or ask the mail host whether its "
	    "service runs." },
	[TROUBLE_GONE] = { "host gone", "is gone from the network, or "
	    "restarts", "Wait, or ask the mail host whether it is up." },
	[TROUBLE_MOVED] = { "moved", "has moved to another address",
	    "Programs find the new address by DNS; restart those that keep "
	    "the old one, and look for settings with a bare address." },
	[TROUBLE_PORT_CLOSED] = { "port closed", "has closed this port, while "
	    "others answer", "Use the ports that the mail host tells." },
	[TROUBLE_FAMILY_BROKEN] = { "IPv6 or IPv4 broken", "answers over one "
	    "of IPv4 and IPv6 alone", "Mail works over the other one; ask "
	    "who runs your line or the mail host about this one." },
	[TROUBLE_BACKEND_GONE] = { "refuses everybody", "refuses everybody: "
	    "what checks its passwords does not work", "Change no password: "
	    "ask the mail host." },
	[TROUBLE_RATE_LIMIT] = { "rate limit", "takes only so many logins at "
	    "a time", "Let mail programs ask less often, or ask the mail "
	    "host." },
	[TROUBLE_LINE_DOWN] = { "line down", "is not reached, nor is anything "
	    "else: the internet line is down", "Look after your internet "
	    "line." },
	[TROUBLE_LOSSY] = { "packets lost", "is reached by a line that loses "
	    "packets", "Look after your internet line." },
	[TROUBLE_MTU] = { "large packets lost", "is reached by small packets "
	    "alone: large ones are lost on the way (MTU)", "Set the router's "
	    "MTU or MSS to what the line takes." },
	[TROUBLE_SILENCE] = { "no answer", "did not answer (locked out, or it "
	    "or your line was down)", "Ask the mail host whether your address "
	    "was locked out." },
	[TROUBLE_SAID] = { "says it is in trouble", "says that it cannot serve "
	    "anybody now", "Wait, or ask the mail host." },
};

_Static_assert(sizeof troubles / sizeof troubles[0] == TROUBLE_COUNT,
    "each trouble has its row");

const char *
host_state(enum host_state v)
{
	return (states[v < HOST_STATES ? v : HOST_UNKNOWN]);
}

static const struct trouble_row *
row_of(enum trouble v)
{
	return (&troubles[v < TROUBLE_COUNT ? v : TROUBLE_UNKNOWN]);
}

const char *
trouble_brief(enum trouble v)
{
	return (row_of(v)->brief);
}

const char *
trouble_deed(enum trouble v)
{
	return (row_of(v)->deed);
}

const char *
trouble_remedy(enum trouble v)
{
	return (row_of(v)->remedy);
}

void
host_name(struct text *t, const struct snap_host *h, bool ascii)
{
	char ip[IP_TEXT_BYTES] = "a mail host";

	if (h->n_ips > 0)
		ip_print(&h->ips[0], ip);
	text_add_wire(t, span_text(h->name[0] != '\0' ? h->name : ip), ascii);
}

/* What is counted, of which service and within how long. */
static void
add_counted(struct text *t, const struct policy *p, uint32_t n)
{
	const uint16_t smtp = 1 << PROTO_SMTP;
	const char *s = n == 1 ? "" : "s";

	if (p == NULL) {
		text_addf(t, "%u failed login%s", n, s);
		return;
	}
	if (p->counts == COUNT_SYNTAX)
		text_addf(t, "%u login%s that it turned away", n, s);
	else
		text_addf(t, "%u failed login%s%s", n, s, p->protos == smtp ?
		    " for sending" : (p->protos & smtp) == 0 ?
		    " for reading mail" : "");
	text_addf(t, " within %u minutes", p->window_s / 60);
}

void
host_budget(struct text *t, const struct snap_host *h)
{
	const struct policy *p = policy_at(h->policy);
	const char *locker = p == NULL ? "a locker" : p->locker;
	char span[WHEN_SPAN_BYTES];

	add_counted(t, p, h->counted);
	if (h->budget_left == 0) {
		text_addf(t, ", and the budget is used up: a host with %s's "
		    "defaults locks your address out now", locker);
		return;
	}
	text_addf(t, ": %u more and a host with %s's defaults locks your "
	    "address out", h->budget_left, locker);
	if (h->eta_ns > 0) {
		when_span(h->eta_ns, span);
		text_addf(t, ", at this pace in %s", span);
	}
}

void
host_budget_brief(struct text *t, const struct snap_host *h)
{
	const struct policy *p = policy_at(h->policy);
	const char *locker = p == NULL ? "a locker" : p->locker;
	char span[WHEN_SPAN_BYTES];

	if (h->budget_left == 0) {
		text_addf(t, "budget used up: %s's limit is reached", locker);
		return;
	}
	text_addf(t, "%u more failure%s reach%s %s's limit", h->budget_left,
	    h->budget_left == 1 ? "" : "s", h->budget_left == 1 ? "es" : "",
	    locker);
	if (h->eta_ns > 0) {
		when_span(h->eta_ns, span);
		text_addf(t, ", in %s", span);
	}
}

bool
host_is_at_risk(const struct snap_host *h)
{
	return (h->state == HOST_AT_RISK && h->policy != 0);
}

const struct snap_host *
host_of(const struct snapshot *s, const struct ip *ip)
{
	uint32_t i, k;

	for (i = 0; i < s->n_hosts; i++)
		for (k = 0; k < s->hosts[i].n_ips; k++)
			if (ip_equals(&s->hosts[i].ips[k], ip))
				return (&s->hosts[i]);
	return (NULL);
}
