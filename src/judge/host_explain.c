/*
 * The predicates of HOST_CAUSES.  They are written for the case that somebody
 * asks in vain (host_facts.h); points are tens of decimal logarithms, guessed,
 * and late rather than wrong.
 *
 *	how likely is it that        a locker                  an outage
 *	it begins now                by its policy's count     any time: 20
 *	running sessions             freeze or go on           freeze
 *	the other port, the router   silent, silent            answers, knows
 */

#include "judge/host_explain.h"

#include "base/when.h"

/*
 * Lockers act within seconds of the last failure, those that look at a log
 * once a minute within that (a guess from there): what answered for longer
 * has another reason.
 */
#define ACTS_NS		(90 * NS_PER_S)

/*
 * A SYN is sent again each second for five (Linux 6, tcp_syn_linear_timeouts),
 * or after 1, 3, 7 s (RFC 6298 5.7): so long no lost packets explain, and a
 * slow host has answered.  One connection may be one program's trouble.
 */
#define SILENT_NOW_NS	(5 * NS_PER_S)
#define SILENT_ONE_NS	(10 * NS_PER_S)
/* Where a locker is less likely: a router that misses it has said so (Linux:
 * after 3 s, or 8 where it knew the way). */
#define SILENT_NS	(12 * NS_PER_S)
/* One address of several is silent over IPv6, and nobody else asks: its
 * neighbours are waited for (a guess). */
#define ALONE_NS	(30 * NS_PER_S)
/* Silence with the way open: a line that comes back does so bit by bit
 * (guesses). */
#define OPEN_NOW_NS	(2 * NS_PER_S)
#define OPEN_NS		(5 * NS_PER_S)
/*
 * A service that is started anew refuses as well: one for half a minute, two
 * at once only while the host starts (guesses).
 */
#define RESET_NS	(40 * NS_PER_S)
#define RESET_BOTH_NS	(10 * NS_PER_S)
/* A firewall that is loaded anew may reject for a moment (a guess). */
#define REJECTED_NS	(1 * NS_PER_S)
/* A greeting may wait for a name server: 5 s, and once more (a guess). */
#define MUTE_NS		(10 * NS_PER_S)
/* An outage is no haste: who looks wants to know what it is not. */
#define TROUBLE_NS	(10 * NS_PER_S)
#define GONE_NS		(30 * NS_PER_S)

enum {
	TRIES = 2,		/* rejected, reset or proven: these suffice */
	SILENT_TRIES = 4,
	/* So many in a row are no accident where SYNs are lost (3 of 10 each
	 * way: 1 of 2), or where another port answers. */
	LOSSY_TRIES = 12,
	TURNS = 3,
	MUTE_GRANTS = 3,
	MTU_STUCK = 3,
	/* The least that any known locker takes (hMailServer, sshguard). */
	FAILURES = 3,
	MANY_FAILURES = 5,	/* the commonest limit */
	OUTAGE = 20,		/* it happens at any time */
	STRONG = 40, PROOF = 60	/* for what is seen, or against */
};

/* Lockers hold for minutes (fail2ban: ten; a guess between). */
#define HELD_NS		(300 * NS_PER_S)

static int64_t
span_ns(const struct host_facts *f)
{
	return (f->last_ns - f->first_ns);
}

/* Is it the time at which a locker acts? */
static int
as_locker(const struct host_facts *f, uint32_t least)
{
	static const int points[] = {
		[REACH_NONE] = 0, [REACH_EARLIER] = 5,
		[REACH_NEAR] = 30, [REACH_RARE] = 40, [REACH_NOW] = 40
	};

	if (f->failures < least || f->answered_ns > f->failed_ns + ACTS_NS)
		return (EXPLAIN_NEVER);
	return (points[f->reach]);
}

/*
 * Of a whole /64.  Where the other family answers, the line has other ways to
 * lose this one; where nobody uses the other, it is one client like a line.
 */
static int
as_prefix(const struct host_facts *f)
{
	if (f->reach != REACH_NOW && f->other_family_known)
		return (-STRONG);
	if (!f->others_answer)
		return (-STRONG);
	return (!f->other_family_known ? 0 :
	    f->other_family_answers ? -10 : -STRONG);
}

/*
 * Whom a locker meets it meets whole: with an address of one's own the one who
 * failed, of a line all.  A locker of today takes IPv6 address by address.
 */
static int
as_met(const struct host_facts *f)
{
	if (f->is_line)
		return (0);
	if (f->failing_clients == 0)
		return (EXPLAIN_NEVER);
	if (f->is_prefix && f->clients > f->failing_clients)
		return (as_prefix(f));
	return (f->neighbour_answered ? OUTAGE : 0);
}

/* Whatever shuts a host to this side, these show that it is not that. */
static int
as_shut(const struct host_facts *f)
{
	return ((f->sibling_answers ? -PROOF : 0) +
	    (f->new_kin_answers ? -STRONG : f->kin_answers ? -10 : 0) +
	    (f->others_in_vain ? -PROOF : 0) + as_met(f));
}

/*
 * A limit that is nobody's default is known by how long it holds: what goes
 * away for another reason right after so many failures comes back sooner.
 */
static int
as_held(const struct host_facts *f)
{
	return (f->reach == REACH_EARLIER && f->failures >= MANY_FAILURES &&
	    f->others_answer && span_ns(f) >= HELD_NS ? 30 : 0);
}

/*
 * Two services do not end at once, with no goodbye on what runs, and stay away
 * for minutes while the host itself answers: a firewall resets for them.
 */
static int
as_both(const struct host_facts *f)
{
	return (f->both_services && f->clients > 1 && !f->goodbye ?
	    as_held(f) : 0);
}

static int
score_locked_silent(const struct host_facts *f)
{
	if (f->silent == 0 || f->reset + f->rejected + f->told > 0)
		return (EXPLAIN_NEVER);
	return (as_locker(f, FAILURES) + as_shut(f) + as_held(f) +
	    (f->unreachable > 0 || f->is_missed ? -PROOF : 0) +
	    (f->goodbye ? -STRONG : 0) + (f->goes_on ? 10 : 0) -
	    (f->is_lossy && (f->goes_on || f->other_answers) ? 10 : 0));
}

/* A firewall that says no in the host's name leaves no doubt but whether the
 * logins were the reason. */
static int
score_locked_rejected(const struct host_facts *f)
{
	if (f->rejected == 0)
		return (EXPLAIN_NEVER);
	return (as_locker(f, 1) + as_shut(f) + STRONG);
}

static int
score_locked_reset(const struct host_facts *f)
{
	if (f->reset == 0)
		return (EXPLAIN_NEVER);
	return (as_locker(f, FAILURES) + as_shut(f) + as_both(f) +
	    (f->goodbye ? -STRONG : 0) +
	    (f->silent > 0 || f->unreachable > 0 ? -STRONG : 0));
}

static int
score_locked_tarpit(const struct host_facts *f)
{
	if (f->mute < MUTE_GRANTS || f->goes_on || f->tries > f->told)
		return (EXPLAIN_NEVER);
	return (as_locker(f, FAILURES) + as_shut(f));
}

static int
score_locked_told(const struct host_facts *f)
{
	if (f->told == 0 || f->said_busy || f->said_trouble)
		return (EXPLAIN_NEVER);
	if (f->said_locked)
		return (PROOF);
	return (as_locker(f, FAILURES) + as_shut(f) - 10);
}

static int
score_stopped(const struct host_facts *f)
{
	if (f->reset == 0)
		return (EXPLAIN_NEVER);
	return (OUTAGE + (f->goodbye ? STRONG : 0));
}

static int
score_gone(const struct host_facts *f)
{
	if (f->silent + f->unreachable == 0 || f->rejected + f->told > 0 ||
	    f->goes_on || f->other_answers || f->neighbour_answered)
		return (EXPLAIN_NEVER);
	return (OUTAGE + (f->unreachable > 0 || f->is_missed ? PROOF : 0) +
	    (f->goodbye || f->reset > 0 ? OUTAGE : 0) +
	    (f->failures == 0 ? OUTAGE : 0) -
	    (f->other_family_answers ? STRONG : 0) -
	    (f->others_in_vain ? STRONG : 0));
}

static int
score_moved(const struct host_facts *f)
{
	return (f->new_kin_answers && !f->goes_on && !f->other_answers ?
	    STRONG + OUTAGE : EXPLAIN_NEVER);
}

static int
score_port_closed(const struct host_facts *f)
{
	return (f->sibling_answers && f->tries > f->told ? STRONG :
	    EXPLAIN_NEVER);
}

static int
score_family_broken(const struct host_facts *f)
{
	if (!f->other_family_answers || f->silent + f->unreachable == 0 ||
	    f->rejected + f->reset + f->told > 0 || f->goes_on ||
	    f->other_answers || f->neighbour_answered || f->others_answer)
		return (EXPLAIN_NEVER);
	return (OUTAGE + (f->clients > f->failing_clients ? OUTAGE : 0));
}

static int
score_rate_limit(const struct host_facts *f)
{
	if (f->said_busy)
		return (PROOF);
	if (!f->is_lossy || f->after_up < SILENT_TRIES)
		return (EXPLAIN_NEVER);
	return (f->goes_on ? STRONG : 0);
}

static int
score_said_trouble(const struct host_facts *f)
{
	return (f->said_trouble ? PROOF : EXPLAIN_NEVER);
}

static int
score_line_down(const struct host_facts *f)
{
	if (f->silent + f->unreachable == 0 || f->is_private ||
	    f->others_answer || !f->others_known ||
	    f->reset + f->rejected + f->told > 0 || f->goes_on)
		return (EXPLAIN_NEVER);
	return (f->others_in_vain ? PROOF : OUTAGE);
}

static int
score_mtu(const struct host_facts *f)
{
	return (f->stuck >= MTU_STUCK && f->lets_in && f->tries == 0 ?
	    STRONG : EXPLAIN_NEVER);
}

int
explain_score(enum host_cause c, const struct host_facts *f)
{
#define SCORE(name, ...) score_##name,
	static int (*const scores[])(const struct host_facts *) = {
		HOST_CAUSES(SCORE)
	};
#undef SCORE

	return (scores[c](f));
}

/* --- has it had the time to show? --- */

/* The firewall's silence, not that of the line or of a host that is slow. */
static bool
is_silent_for_long(const struct host_facts *f)
{
	bool needs_more = f->is_lossy || f->other_answers || f->is_private;
	bool is_now = f->reach >= REACH_RARE && !needs_more;
	uint32_t needed = needs_more ? LOSSY_TRIES : SILENT_TRIES;
	int64_t least_ns = !is_now ? SILENT_NS : f->conns > 1 ||
	    f->goes_on ? SILENT_NOW_NS : SILENT_ONE_NS;

	if (f->silent < needed || span_ns(f) < least_ns)
		return (false);
	if (!f->is_line && f->other_family_answers && !f->neighbour_answered)
		return (span_ns(f) >= ALONE_NS);
	/* It answers others: then it is not the line. */
	if (f->neighbour_answered || f->goes_on)
		return (true);
	if (!f->others_known && !f->is_private)
		return (span_ns(f) >= SILENT_NS);
	if (is_now)
		return (f->after_up >= TRIES &&
		    (f->proven > 0 || f->turns >= TURNS) &&
		    f->last_ns - f->up_ns >= OPEN_NOW_NS);
	if (!needs_more && f->turns >= TURNS && f->after_up >= SILENT_TRIES)
		return (true);
	return (f->proven >= (needs_more ? needed : TRIES) &&
	    f->last_ns - f->up_ns >= OPEN_NS);
}

static bool
is_ripe(enum host_cause c, const struct host_facts *f)
{
	const struct host_cause_row *row = host_cause(c);

	if (row->kind == LOCK_UNKNOWN) {
		if (c == CAUSE_OF_HOST_gone && !f->is_missed &&
		    f->unreachable == 0 && !f->goodbye && f->reset < TRIES)
			return (f->failures == 0 && f->others_answer &&
			    f->silent >= SILENT_TRIES && span_ns(f) >= GONE_NS);
		if (c == CAUSE_OF_HOST_line_down)
			return (f->others_in_vain &&
			    span_ns(f) >= TROUBLE_NS);
		if (c == CAUSE_OF_HOST_mtu)
			return (f->now_ns - f->stuck_ns >= TROUBLE_NS);
		return (f->tries + f->mute >= TRIES &&
		    (span_ns(f) >= TROUBLE_NS || f->said_busy ||
		    f->said_trouble));
	}
	switch (row->how) {
	case OPENING_REJECTED:
		return (f->reach >= REACH_RARE || (f->rejected >= TRIES &&
		    span_ns(f) >= REJECTED_NS));
	case OPENING_RESET:
		return (f->reset >= TRIES && span_ns(f) >=
		    (f->both_services ? RESET_BOTH_NS : RESET_NS));
	case OPENING_SILENT:
		return (is_silent_for_long(f));
	case OPENING_TARPIT:
		return (f->now_ns - f->mute_ns >= MUTE_NS);
	default:
		return (f->said_locked || f->told >= TRIES);
	}
}

enum host_cause
explain(const struct host_facts *f)
{
	int score, best_score = EXPLAIN_NEVER, next_score = EXPLAIN_NEVER;
	enum host_cause c, best = HOST_CAUSES_COUNT;

	for (c = 0; c < HOST_CAUSES_COUNT; c++) {
		score = explain_score(c, f);
		if (score > best_score) {
			next_score = best_score;
			best_score = score;
			best = c;
		} else if (score > next_score) {
			next_score = score;
		}
	}
	if (best_score < OUTAGE || best_score < next_score + EXPLAIN_MARGIN ||
	    !is_ripe(best, f))
		return (HOST_CAUSES_COUNT);
	return (best);
}
