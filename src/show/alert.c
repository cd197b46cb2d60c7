/*
 * The alerts' words.  A user is masked before he stands in the sentence, so
 * that nobody has to find him there.
 */

#include "show/alert.h"

#include "base/when.h"
#include "data/policies.h"
#include "show/lockout_words.h"
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

static void
say_named(const struct writer *w, const struct event *ev)
{
	const struct verdict_event *v = &ev->u.verdict;

	add_culprit(w, ev);
	if (v->is_guessing) {
		text_addf(w->t, " is trying passwords: %u failed logins",
		    v->failures);
		if (v->users > 1)
			text_addf(w->t, " for %u users", v->users);
	} else {
		text_addf(w->t, " keeps failing to log in: %u times",
		    v->failures);
		if (v->is_repeating)
			text_add(w->t, ", the same password again and again");
	}
	text_add(w->t, v->users > 1 && !v->is_guessing ?
	    ", the last one at " : ", at ");
	add_server(w, ev);
	if (v->user[0] == '\0' || v->is_guessing)
		return;
	text_add(w->t, ", as ");
	add_user(w, v->user);
}

static void
say_cleared(const struct writer *w, const struct event *ev)
{
	add_culprit(w, ev);
	text_add(w->t, " is cleared: the server gives the same answers to "
	    "logins that it accepts");
}

static void
say_forecast(const struct writer *w, const struct event *ev)
{
	const struct verdict_event *v = &ev->u.verdict;
	const struct policy *p = policy_at(v->policy);
	char span[WHEN_SPAN_BYTES];

	text_addf(w->t, "%u failed logins at ", v->failures);
	add_server(w, ev);
	text_addf(w->t, ": %u more and a host with %s's defaults locks "
	    "your address out", v->budget_left, p == NULL ? "a locker" :
	    p->locker);
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
	text_addf(w->t, " %s after %u failed login%s", lockout_words(v->how),
	    v->failures, v->failures == 1 ? "" : "s");
	if (ev->has_client) {
		text_addf(w->t, ", %u of them by ", v->trigger_failures);
		add_end(w, ev->who.client_name, &ev->who.client.ip);
	}
	text_add(w->t, v->is_likely ?
	    ": most likely it has locked your address out" :
	    ": it may have locked your address out");
}

static void
say_ended(const struct writer *w, const struct event *ev)
{
	const struct verdict_event *v = &ev->u.verdict;
	char span[WHEN_SPAN_BYTES];

	when_span(ev->when_ns - v->since_ns, span);
	add_server(w, ev);
	text_addf(w->t, " answers again after %s; %u tries of %u device%s were "
	    "in vain", span, v->tries, v->devices,
	    v->devices == 1 ? "" : "s");
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
		[ACTION_LOCKOUT_FORECAST] = say_forecast,
		[ACTION_LOCKOUT_STARTED] = say_started,
		[ACTION_LOCKOUT_ENDED] = say_ended,
		[ACTION_CAPTURE_UNFIT] = say_why_unfit,
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
