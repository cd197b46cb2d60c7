/*
 * What the answers of a mail host's ports mean.
 *
 * The one idea: each verdict has a neighbour that looks nearly the same, and
 * what tells the two apart is contrast.  A port that is silent says nothing
 * where the host hides all it does not offer, and much where it answers others
 * with a reset.  So the rules stand in order, the surer ones first, and each
 * names the doubt that is left.
 *
 * First each address for itself, by rules; then all of them, with the line.
 */

#include "judge/probing.h"

#include <string.h>

#define DOUBT(name)	(UINT32_C(1) << DOUBT_##name)

/* How the ports of a group answered. */
struct tally {
	uint32_t open, closed, silent;
	uint32_t refused;	/* by a firewall */
	uint32_t away;		/* a router says that the host is not there */
};

enum face { NOT_ASKED, IS_OPEN, IS_SILENT, IS_REFUSED, IS_CLOSED };

struct facts {
	const struct probe_view *view;
	const struct probe_address *address;
	struct tally groups[GROUP_COUNT], all;
	enum face read, send, web, panel;
	uint8_t open_ttl, reset_ttl;	/* 0: there was none, or several */
	bool gateway_says_no_net;
	bool is_any_unseen;
};

/* --- what is known of an address --- */

static void
tally_add(struct tally *t, const struct probe_row *r)
{
	bool is_away = !ip_equals(&r->answer.by, &r->ip) &&
	    unreachable_is_away(ip_is_v4(&r->ip), r->answer.code);

	t->open += r->answer.answer == ANSWER_OPEN;
	t->closed += r->answer.answer == ANSWER_CLOSED;
	t->silent += r->answer.answer == ANSWER_FILTERED;
	t->refused += r->answer.answer == ANSWER_REFUSED && !is_away;
	t->away += r->answer.answer == ANSWER_REFUSED && is_away;
}

/*
 * One port that is open opens a group; one that is refused or silent speaks
 * before those that are closed, which the host may not offer at all.  Refused
 * and silent is refused: ICMP is sent only so often.
 */
static enum face
face_of(const struct tally *t)
{
	if (t->open > 0)
		return (IS_OPEN);
	if (t->refused + t->away > 0)
		return (IS_REFUSED);
	if (t->silent > 0)
		return (IS_SILENT);
	return (t->closed > 0 ? IS_CLOSED : NOT_ASKED);
}

static void
ttl_note(uint8_t *of_all, bool *are_several, uint8_t ttl)
{
	if (ttl == 0)
		return;
	*are_several |= *of_all != 0 && *of_all != ttl;
	*of_all = ttl;
}

static void
facts_read(struct facts *f, const struct probe_view *v,
    const struct probe_address *a)
{
	const struct probe_line *line = &v->line[probe_family(&a->ip)];
	bool are_several = false;
	uint32_t i;

	memset(f, 0, sizeof *f);
	f->view = v;
	f->address = a;
	for (i = 0; i < v->n_rows; i++) {
		const struct probe_row *r = &v->rows[i];

		if (r->role != ROLE_HOST || !ip_equals(&r->ip, &a->ip))
			continue;
		if (r->is_unseen) {
			f->is_any_unseen = true;
			continue;
		}
		tally_add(&f->groups[port_group(r->port)], r);
		tally_add(&f->all, r);
		if (r->answer.answer == ANSWER_OPEN)
			ttl_note(&f->open_ttl, &are_several, r->answer.ttl);
		if (r->answer.answer == ANSWER_CLOSED)
			ttl_note(&f->reset_ttl, &are_several, r->answer.ttl);
		f->gateway_says_no_net |= r->answer.answer == ANSWER_REFUSED &&
		    r->answer.code == 0 && !ip_is_zero(&line->gateway) &&
		    ip_equals(&r->answer.by, &line->gateway);
	}
	if (are_several)
		f->open_ttl = f->reset_ttl = 0;
	f->read = face_of(&f->groups[GROUP_READ]);
	f->send = face_of(&f->groups[GROUP_SEND]);
	f->web = face_of(&f->groups[GROUP_WEB]);
	f->panel = face_of(&f->groups[GROUP_PANEL]);
}

static bool
is_shut(enum face face)
{
	return (face == IS_SILENT || face == IS_REFUSED);
}

static bool
is_shut_or_unasked(enum face face)
{
	return (is_shut(face) || face == NOT_ASKED);
}

/* Both ends of mail are asked, and neither is open. */
static bool
mail_is_shut(const struct facts *f)
{
	return (f->read != IS_OPEN && f->send != IS_OPEN &&
	    (is_shut(f->read) || is_shut(f->send)));
}

static bool
mail_is_closed(const struct facts *f)
{
	return ((f->read == IS_CLOSED && f->send != IS_OPEN &&
	    !is_shut(f->send)) || (f->send == IS_CLOSED &&
	    f->read == NOT_ASKED));
}

static bool
mail_is_silent(const struct facts *f)
{
	return (mail_is_shut(f) && (f->read == IS_SILENT ||
	    f->send == IS_SILENT));
}

static bool
web_is_open(const struct facts *f)
{
	return (f->web == IS_OPEN || f->panel == IS_OPEN);
}

/* A reset from nearer or farther than where open ports answer: of another
 * machine. */
static bool
resets_are_anothers(const struct facts *f)
{
	return (f->open_ttl != 0 && f->reset_ttl != 0 &&
	    f->open_ttl != f->reset_ttl);
}

/*
 * Other ports, where nobody listens either, are answered in another way: the
 * host does not hide what it does not offer, so what is shut is shut on
 * purpose.
 */
static bool
has_contrast(const struct facts *f)
{
	bool is_silence = f->read == IS_SILENT || f->send == IS_SILENT;

	return (f->all.closed > 0 || (is_silence ? f->all.refused > 0 :
	    f->all.silent > 0));
}

static bool
is_one_open_one(const struct facts *f, bool (*other)(enum face))
{
	return ((f->read == IS_OPEN && other(f->send)) ||
	    (f->send == IS_OPEN && other(f->read)));
}

static bool
is_closed(enum face face)
{
	return (face == IS_CLOSED);
}

/* --- the rules: does this one fit? --- */

static bool
nothing_is_known(const struct facts *f)
{
	const struct tally *t = &f->all;

	return (t->open + t->closed + t->silent + t->refused + t->away == 0);
}

static bool
says_no_net(const struct facts *f)
{
	return (f->gateway_says_no_net && f->all.open + f->all.closed == 0);
}

static bool
host_is_away(const struct facts *f)
{
	return (f->all.away > 0 &&
	    f->all.open + f->all.closed + f->all.refused == 0);
}

static bool
all_is_silent(const struct facts *f)
{
	return (f->all.silent > 0 &&
	    f->all.open + f->all.closed + f->all.refused + f->all.away == 0);
}

static bool
neighbour_is_gone(const struct facts *f)
{
	return (all_is_silent(f) && f->address->neighbour == ALIVE_NO);
}

static bool
neighbour_is_silent(const struct facts *f)
{
	return (all_is_silent(f) && f->address->neighbour == ALIVE_YES);
}

/* No kind of port is wholly silent: what is among them, ICMP's pace made so. */
static bool
all_is_refused(const struct facts *f)
{
	return (f->all.refused > 0 &&
	    f->all.open + f->all.closed + f->all.away == 0 &&
	    f->read != IS_SILENT && f->send != IS_SILENT &&
	    f->web != IS_SILENT && f->panel != IS_SILENT);
}

static bool
mail_was_not_asked(const struct facts *f)
{
	return (f->read == NOT_ASKED && f->send == NOT_ASKED);
}

static bool
mail_is_open(const struct facts *f)
{
	return ((f->read == IS_OPEN && f->send == IS_OPEN) ||
	    (f->read == IS_OPEN && f->send == NOT_ASKED) ||
	    (f->send == IS_OPEN && f->read == NOT_ASKED));
}

static bool
one_is_reset_by_another(const struct facts *f)
{
	return (is_one_open_one(f, is_closed) && resets_are_anothers(f));
}

static bool
one_is_closed(const struct facts *f)
{
	return (is_one_open_one(f, is_closed));
}

static bool
one_is_shut_in_contrast(const struct facts *f)
{
	return (is_one_open_one(f, is_shut) && has_contrast(f));
}

static bool
one_is_shut(const struct facts *f)
{
	return (is_one_open_one(f, is_shut));
}

static bool
mail_is_reset_by_another(const struct facts *f)
{
	return (mail_is_closed(f) && resets_are_anothers(f));
}

static bool
mail_is_reset_beside_others(const struct facts *f)
{
	return (mail_is_closed(f) && f->all.open > 0);
}

static bool
all_is_reset(const struct facts *f)
{
	return (mail_is_closed(f) && f->all.silent + f->all.refused +
	    f->all.away == 0);
}

/* A locker with a captcha lets the pages through on which it is passed, and
 * those alone: its panel, or the web with the panels dropped. */
static bool
captcha_is_open(const struct facts *f)
{
	return (mail_is_silent(f) && (f->panel == IS_OPEN ||
	    (f->web == IS_OPEN && f->panel == IS_SILENT &&
	    f->groups[GROUP_PANEL].closed == 0)));
}

static bool
mail_is_shut_in_contrast(const struct facts *f)
{
	return (mail_is_shut(f) && has_contrast(f));
}

static bool
mail_is_shut_beside_web(const struct facts *f)
{
	return (mail_is_shut(f) && web_is_open(f));
}

static bool
any(const struct facts *f)
{
	(void)f;
	return (true);
}

/* The first that fits is believed. */
static const struct rule {
	bool (*fits)(const struct facts *f);
	enum probe_verdict verdict;
	bool is_sure;
	uint32_t doubts;
} rules[] = {
	{ nothing_is_known, PROBE_UNSAID, false, 0 },
	/* Of its own line a gateway knows that it is down. */
	{ says_no_net, PROBE_LINE_DOWN, false, DOUBT(ROUTER) },
	{ host_is_away, PROBE_SERVER_DOWN, false, DOUBT(ROUTER) },
	{ neighbour_is_gone, PROBE_SERVER_DOWN, true, 0 },
	{ neighbour_is_silent, PROBE_LOCKED_ALL, true, 0 },
	/* Of silence alone the line decides, below. */
	{ all_is_silent, PROBE_UNSAID, false, DOUBT(LINE) | DOUBT(OFF) },
	{ all_is_refused, PROBE_LOCKED_ALL, false, DOUBT(NO_MAIL) },
	{ mail_was_not_asked, PROBE_UNSAID, false, DOUBT(NOT_ASKED) },
	{ mail_is_open, PROBE_FREE, true, 0 },
	{ one_is_reset_by_another, PROBE_LOCKED_MAIL, false, DOUBT(FORWARD) },
	{ one_is_closed, PROBE_FREE, true, DOUBT(ONE_CLOSED) },
	{ one_is_shut_in_contrast, PROBE_LOCKED_MAIL, false, DOUBT(HIDDEN) },
	{ one_is_shut, PROBE_UNSAID, false, DOUBT(PART) },
	{ mail_is_reset_by_another, PROBE_LOCKED_MAIL, true, DOUBT(FORWARD) },
	{ mail_is_reset_beside_others, PROBE_LOCKED_MAIL, false,
	    DOUBT(STOPPED) },
	{ all_is_reset, PROBE_LOCKED_ALL, false, DOUBT(STOPPED) },
	/* Closed mail, and the web is hidden: so it is from everybody. */
	{ mail_is_closed, PROBE_SERVER_DOWN, false, DOUBT(RESETS) },
	{ captcha_is_open, PROBE_CAPTCHA, false, DOUBT(NO_MAIL) },
	{ mail_is_shut_in_contrast, PROBE_LOCKED_MAIL, true, DOUBT(HIDDEN) },
	{ mail_is_shut_beside_web, PROBE_LOCKED_MAIL, false, DOUBT(NO_MAIL) },
	/* One that takes in mail alone, and hides all else. */
	{ any, PROBE_UNSAID, false, DOUBT(PART) }
};

/* How the shut ports are met. */
static enum opening_end
way_of(const struct facts *f, enum probe_verdict verdict)
{
	if (f->all.away > 0 && !probe_is_locked(verdict))
		return (OPENING_UNREACHABLE);
	if (!probe_is_locked(verdict) && verdict != PROBE_SERVER_DOWN &&
	    !all_is_silent(f))
		return (OPENING_UNKNOWN);
	if (f->read == IS_SILENT || f->send == IS_SILENT ||
	    (is_shut_or_unasked(f->read) && f->all.silent > 0))
		return (OPENING_SILENT);
	return (f->read == IS_REFUSED || f->send == IS_REFUSED ||
	    f->all.refused > 0 ? OPENING_REJECTED : OPENING_RESET);
}

static void
address_judge(const struct probe_view *v, struct probe_address *a)
{
	const struct rule *r = rules;
	struct facts f;

	facts_read(&f, v, a);
	while (!r->fits(&f))
		r++;
	a->verdict = r->verdict;
	a->is_sure = r->is_sure;
	a->doubts = r->doubts;
	if (f.is_any_unseen && r->verdict != PROBE_FREE)
		a->doubts |= DOUBT(UNSEEN);
	a->way = way_of(&f, r->verdict);
}

/* --- the line --- */

/* Did anything come back from the host, by this family? */
static bool
host_answers(const struct probe_view *v, int family)
{
	uint32_t i;

	for (i = 0; i < v->n_rows; i++) {
		const struct probe_row *r = &v->rows[i];

		if (r->role == ROLE_HOST && probe_family(&r->ip) == family &&
		    (r->answer.answer == ANSWER_OPEN ||
		    r->answer.answer == ANSWER_CLOSED ||
		    (r->answer.answer == ANSWER_REFUSED &&
		    ip_equals(&r->answer.by, &r->ip))))
			return (true);
	}
	return (false);
}

static enum alive
line_is_up(const struct probe_view *v, int family)
{
	const struct probe_line *line = &v->line[family];

	if (line->reference_is == ALIVE_YES || line->others_answer ||
	    host_answers(v, family))
		return (ALIVE_YES);
	if (line->has_no_route || line->gateway_is == ALIVE_NO ||
	    line->reference_is == ALIVE_NO)
		return (ALIVE_NO);
	return (ALIVE_UNKNOWN);
}

/* What an address's verdict is worth by how the line does. */
static void
address_weigh(const struct probe_view *v, struct probe_address *a)
{
	const struct probe_line *l = &v->line[probe_family(&a->ip)];
	enum alive line = line_is_up(v, probe_family(&a->ip));
	bool is_silence = a->verdict == PROBE_UNSAID &&
	    ((a->doubts & DOUBT(LINE)) != 0 || a->doubts == 0);

	/* Where nobody answers ARP a question cannot go out. */
	if (is_silence && v->is_unseen && l->gateway_is != ALIVE_NO)
		a->doubts = DOUBT(UNSEEN);
	else if (is_silence && line == ALIVE_NO) {
		a->verdict = PROBE_LINE_DOWN;
		a->is_sure = true;
		a->doubts = 0;
	} else if (is_silence && a->doubts != 0 && line == ALIVE_YES) {
		a->verdict = PROBE_LOCKED_ALL;
		a->doubts = DOUBT(OFF);
	} else if (a->verdict == PROBE_SERVER_DOWN && line == ALIVE_NO &&
	    a->neighbour != ALIVE_NO)
		a->verdict = PROBE_LINE_DOWN;
	else if (a->verdict == PROBE_LINE_DOWN && line == ALIVE_YES)
		a->verdict = PROBE_SERVER_DOWN;
}

/* --- all of them --- */

/* Of two verdicts the one that says more stands. */
static int
weight(enum probe_verdict v)
{
	static const int weights[PROBE_VERDICTS] = {
		[PROBE_UNSAID] = 1, [PROBE_LINE_DOWN] = 2,
		[PROBE_SERVER_DOWN] = 3, [PROBE_FREE] = 4,
		[PROBE_LOCKED_MAIL] = 5, [PROBE_CAPTCHA] = 6,
		[PROBE_LOCKED_ALL] = 7
	};

	return (weights[v]);
}

static void
take(struct probe_address *sum, const struct probe_address *a)
{
	sum->verdict = a->verdict;
	sum->way = a->way;
	sum->is_sure = a->is_sure;
	sum->doubts |= a->doubts;
}

/* The verdict of one family's addresses; false: there are none. */
static bool
family_sum(const struct probe_view *v, int family, struct probe_address *sum)
{
	bool is_any = false, is_free = false;
	uint32_t i;

	memset(sum, 0, sizeof *sum);
	for (i = 0; i < v->n_addresses; i++) {
		const struct probe_address *a = &v->addresses[i];

		if (probe_family(&a->ip) != family)
			continue;
		is_free |= a->verdict == PROBE_FREE;
		if (!is_any || weight(a->verdict) > weight(sum->verdict)) {
			sum->doubts = 0;
			take(sum, a);
		}
		is_any = true;
	}
	if (is_free && probe_is_locked(sum->verdict))
		sum->doubts |= DOUBT(SOME);
	/* Nothing to ask it with: the line says all there is to say. */
	if (!is_any && v->line[family].has_no_route &&
	    v->n_addresses == 0) {
		sum->verdict = PROBE_LINE_DOWN;
		is_any = true;
	}
	return (is_any);
}

/* Both families are there: one alone may be locked out, or be broken. */
static void
families_join(const struct probe_address *v4, const struct probe_address *v6,
    struct probe_address *sum)
{
	bool is_v4_more = weight(v4->verdict) >= weight(v6->verdict);
	const struct probe_address *more = is_v4_more ? v4 : v6;
	const struct probe_address *less = is_v4_more ? v6 : v4;

	take(sum, more);
	if (less->verdict == more->verdict)
		return;
	if (probe_is_locked(more->verdict) && less->verdict == PROBE_FREE)
		sum->verdict = is_v4_more ? PROBE_LOCKED_V4 : PROBE_LOCKED_V6;
	else if (weight(less->verdict) < weight(PROBE_FREE))
		sum->doubts |= is_v4_more ? DOUBT(V6) : DOUBT(V4);
}

void
probing_judge(struct probe_view *v)
{
	struct probe_address of[PROBE_FAMILIES], sum;
	bool has[PROBE_FAMILIES];
	uint32_t i;
	int f;

	memset(&sum, 0, sizeof sum);
	for (i = 0; i < v->n_addresses; i++)
		address_judge(v, &v->addresses[i]);
	for (i = 0; i < v->n_addresses; i++)
		address_weigh(v, &v->addresses[i]);
	for (f = 0; f < PROBE_FAMILIES; f++)
		has[f] = family_sum(v, f, &of[f]);
	if (has[0] && has[1])
		families_join(&of[0], &of[1], &sum);
	else if (has[0] || has[1])
		sum = of[has[0] ? 0 : 1];
	v->verdict = sum.verdict;
	v->way = sum.way;
	v->is_sure = sum.is_sure;
	v->doubts = sum.doubts;
}
