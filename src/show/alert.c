/*
 * The alerts' words.  A user is masked before he stands in the sentence, so
 * that nobody has to find him there.
 */

#include "show/alert.h"

#include "base/when.h"
#include "data/policies.h"
#include "show/causes.h"
#include "show/host_words.h"
#include "show/lockout_words.h"
#include "show/probe_words.h"
#include "show/user.h"

/* Where a sentence goes, and how it is written there. */
struct writer {
	struct text *t;
	enum spelling as;
	bool is_whole;		/* the user is not masked */
};

/* The name of one end, else its address. */
static void
add_end(const struct writer *w, const char *name, const struct ip *ip)
{
	char address[IP_TEXT_BYTES];

	ip_print(ip, address);
	spelling_add(w->t, name[0] != '\0' ? name : address, w->as);
}

static void
add_server(const struct writer *w, const struct event *ev)
{
	add_end(w, ev->who.server_name, &ev->who.server.ip);
}

/* "reception-pc (192.168.77.10)" */
static void
add_culprit(const struct writer *w, const struct event *ev)
{
	char address[IP_TEXT_BYTES];

	add_end(w, ev->who.client_name, &ev->who.client.ip);
	ip_print(&ev->who.client.ip, address);
	if (ev->who.client_name[0] != '\0')
		text_addf(w->t, " (%s)", address);
}

static void
add_user(const struct writer *w, const char *user)
{
	if (w->as == SPELLING_RAW && w->is_whole)
		text_add(w->t, user);
	else
		user_add(w->t, user, w->is_whole,
		    w->as == SPELLING_ASCII);
}

/* "s" of more than one. */
static const char *
plural(uint32_t n)
{
	return (n == 1 ? "" : "s");
}

static void
say_guessing(const struct writer *w, const struct event *ev)
{
	const struct verdict_event *v = &ev->u.verdict;

	add_culprit(w, ev);
	text_addf(w->t, " is guessing passwords: %u failed login%s",
	    v->failures, plural(v->failures));
	if (v->users > 1)
		text_addf(w->t, " for %u users", v->users);
	text_add(w->t, ", at ");
	add_server(w, ev);
}

static void
say_named(const struct writer *w, const struct event *ev)
{
	const struct verdict_event *v = &ev->u.verdict;

	if (v->cause == CAUSE_GUESSING) {
		say_guessing(w, ev);
		return;
	}
	add_culprit(w, ev);
	text_add(w->t, " keeps failing to log in");
	if (cause_brief(v->cause)[0] != '\0')
		text_addf(w->t, " (%s)", cause_brief(v->cause));
	text_addf(w->t, ": %u time%s", v->failures, plural(v->failures));
	if (v->is_repeating)
		text_add(w->t, ", the same password again and again");
	text_add(w->t, v->users > 1 ? ", the last one at " : ", at ");
	add_server(w, ev);
	if (v->user[0] == '\0')
		return;
	text_add(w->t, ", as ");
	add_user(w, v->user);
}

static void
say_cleared(const struct writer *w, const struct event *ev)
{
	const struct verdict_event *v = &ev->u.verdict;

	add_culprit(w, ev);
	text_add(w->t, v->cause == CAUSE_LOCKED_INSIDE ? " is cleared: its "
	    "password is right, and the host refuses it since others' "
	    "failures" : v->cause == CAUSE_SERVER_REFUSES_ALL ? " is cleared: "
	    "the host refuses everybody" : " is cleared: what came since "
	    "shows that it is not the cause");
}

static void
say_mended(const struct writer *w, const struct event *ev)
{
	const struct verdict_event *v = &ev->u.verdict;
	char when[WHEN_ISO_BYTES];

	add_culprit(w, ev);
	text_add(w->t, " is mended: ");
	if (v->since_ns == 0) {
		text_add(w->t, "it fails no more");
		return;
	}
	when_short(v->since_ns, when);
	text_addf(w->t, "it fails no more, and is good since %s UTC", when);
}

static void
say_forecast(const struct writer *w, const struct event *ev)
{
	const struct verdict_event *v = &ev->u.verdict;
	const struct policy *p = policy_at(v->policy);
	const char *locker = p == NULL ? "a locker" : p->locker;
	char span[WHEN_SPAN_BYTES];

	text_addf(w->t, "%u failed login%s at ", v->failures,
	    plural(v->failures));
	add_server(w, ev);
	if (v->budget_left == 0) {
		text_addf(w->t, ": the budget is used up, a host with %s's "
		    "defaults locks your address out now", locker);
		return;
	}
	text_addf(w->t, ": %u more and a host with %s's defaults locks "
	    "your address out", v->budget_left, locker);
	if (v->eta_ns > 0) {
		when_span(v->eta_ns, span);
		text_addf(w->t, ", at this pace in %s", span);
	}
}

static void
say_started(const struct writer *w, const struct event *ev)
{
	const struct verdict_event *v = &ev->u.verdict;

	add_server(w, ev);
	text_addf(w->t, " %s", lockout_deed(v->lock_kind, v->how, false));
	if (v->lock_kind == LOCK_ACCOUNT && v->user[0] != '\0') {
		text_add(w->t, " (");
		add_user(w, v->user);
		text_add(w->t, ")");
	}
	/* A probe has seen none: it only asked. */
	if (v->failures > 0)
		text_addf(w->t, " after %u failed login%s", v->failures,
		    plural(v->failures));
	if (ev->has_client) {
		text_addf(w->t, ", %u of them by ", v->trigger_failures);
		add_end(w, ev->who.client_name, &ev->who.client.ip);
	}
	if (v->lock_kind == LOCK_TOLD)
		return;
	text_addf(w->t, v->is_likely ? ": most likely it has locked %s out" :
	    ": it may have locked %s out", v->lock_kind == LOCK_ACCOUNT ?
	    "that account" : lockout_scope(v->scope));
}

static void
say_ended(const struct writer *w, const struct event *ev)
{
	const struct verdict_event *v = &ev->u.verdict;
	char span[WHEN_SPAN_BYTES];

	when_span(ev->when_ns - v->since_ns, span);
	add_server(w, ev);
	text_addf(w->t, " %s after %s", lockout_back(v->lock_kind), span);
	if (v->tries == 0)
		return;
	text_addf(w->t, "; %u tr%s of %u device%s %s in vain", v->tries,
	    v->tries == 1 ? "y" : "ies", v->devices, plural(v->devices),
	    v->tries == 1 ? "was" : "were");
}

static void
say_refuses_all(const struct writer *w, const struct event *ev)
{
	const struct verdict_event *v = &ev->u.verdict;

	add_server(w, ev);
	text_add(w->t, " refuses everybody");
	if (v->devices > 1)
		text_addf(w->t, ", %u devices with right passwords among them",
		    v->devices);
	text_add(w->t, ": change no password, ask the mail host");
}

static void
say_trouble(const struct writer *w, const struct event *ev)
{
	add_server(w, ev);
	text_addf(w->t, " %s: no lockout",
	    trouble_deed(ev->u.verdict.trouble));
}

static void
say_trouble_ended(const struct writer *w, const struct event *ev)
{
	const struct verdict_event *v = &ev->u.verdict;
	char span[WHEN_SPAN_BYTES];

	add_server(w, ev);
	text_addf(w->t, " works again (%s)", trouble_brief(v->trouble));
	if (v->since_ns == 0 || v->since_ns > ev->when_ns)
		return;
	when_span(ev->when_ns - v->since_ns, span);
	text_addf(w->t, ", after %s", span);
}

static void
say_answered(const struct writer *w, const struct event *ev)
{
	add_server(w, ev);
	text_addf(w->t, ", port %u, ", ev->who.server.port);
	probe_answer_add(w->t, &ev->u.verdict.answer);
}

static void
say_why_unfit(const struct writer *w, const struct event *ev)
{
	finding_add(w->t, &ev->u.verdict.finding, w->as);
}

void
alert_add(struct text *t, const struct event *ev, bool whole,
    enum spelling as)
{
	static void (*const say[ACTION_COUNT])(const struct writer *,
	    const struct event *) = {
		[ACTION_CULPRIT_NAMED] = say_named,
		[ACTION_CULPRIT_CLEARED] = say_cleared,
		[ACTION_CULPRIT_MENDED] = say_mended,
		[ACTION_LOCKOUT_FORECAST] = say_forecast,
		[ACTION_LOCKOUT_STARTED] = say_started,
		[ACTION_LOCKOUT_ENDED] = say_ended,
		[ACTION_CAPTURE_UNFIT] = say_why_unfit,
		[ACTION_HOST_REFUSES_ALL] = say_refuses_all,
		[ACTION_HOST_TROUBLE] = say_trouble,
		[ACTION_HOST_TROUBLE_ENDED] = say_trouble_ended,
		[ACTION_PROBE_ANSWERED] = say_answered,
	};
	const struct writer w = { t, as, whole };
	enum action action = ev->u.verdict.action;

	if (action < ACTION_COUNT && say[action] != NULL)
		say[action](&w, ev);
}

void
alert_policy(struct text *t, const struct verdict_event *v)
{
	const struct policy *p = policy_at(v->policy);

	if (p != NULL)
		text_addf(t, "%s: %u in %us", p->locker, p->failures,
		    p->window_s);
}
