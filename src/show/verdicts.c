/*
 * Who it is, in the report's first lines: culprits or suspects, with what they
 * do, why, and how sure that is.
 *
 * What several devices have in common is said once.
 */

#include "show/verdicts.h"

#include <string.h>

#include "show/causes.h"
#include "show/phrases.h"
#include "show/untold.h"
#include "show/user.h"
#include "show/victims.h"
#include "show/who.h"

enum { HEADLINES = 3, TOGETHER_TOLD = 8 };

enum { PARA_BYTES = 4096 };

static const char *
logins(uint32_t n)
{
	return (n == 1 ? "login" : "logins");
}

/* Adds how the failures are known; an inference says what it stands on. */
static void
add_ground(struct text *t, const struct snap_device *d)
{
	char least[WHEN_SPAN_BYTES], most[WHEN_SPAN_BYTES];
	uint32_t read = d->failures > d->inferred ?
	    d->failures - d->inferred : 0;

	if (d->inferred == 0) {
		text_add(t, "the server's own refusals were read");
		return;
	}
	if (read > 0)
		text_addf(t, "%u %s read in clear text, ", read,
		    read == 1 ? "refusal was" : "refusals were");
	text_addf(t, "%u inferred, for the login is encrypted: ", d->inferred);
	text_add(t, d->inferred == 1 ? "refused" : "each refused");
	when_span((int64_t)d->delay_least_ms * NS_PER_MS, least);
	when_span((int64_t)d->delay_most_ms * NS_PER_MS, most);
	text_addf(t, " after %s", least);
	if (strcmp(least, most) != 0)
		text_addf(t, " to %s", most);
	if (d->taught > 0)
		text_addf(t, ", %u of them only by what the servers file "
		    "says of this host", d->taught);
	if (d->reply_bytes == 0)
		return;
	if (d->alike == d->inferred && d->inferred > 1)
		text_addf(t, " with the same %u-byte reply", d->reply_bytes);
	else if (d->alike > 1)
		text_addf(t, ", %u of them with the same %u-byte reply",
		    d->alike, d->reply_bytes);
	else
		text_addf(t, " with a %u-byte reply", d->reply_bytes);
}

static void
add_since(struct text *t, const struct snap_device *d, const char *before)
{
	char when[WHEN_ISO_BYTES];

	when_short(d->first_ns, when);
	text_addf(t, "%s%s %s UTC", before, d->failures > 1 ? "since" : "at",
	    when);
	phrases_often(t, d);
}

/* Adds which program fails: " with fetchmail, while mutt logs in fine". */
static void
add_programs(const struct layout *p, struct text *t,
    const struct snap_device *d)
{
	const struct snap_client *wrong, *right;

	/* Of one program both may be true, at two servers. */
	if (d->is_outgoing || !snap_device_programs(d, &wrong, &right))
		return;
	if (wrong->is_named) {
		text_add(t, " with ");
		layout_wire(p, t, wrong->name);
		text_add(t, ", while ");
	} else
		text_add(t, ": one program always fails, ");
	if (right->is_named)
		layout_wire(p, t, right->name);
	else
		text_add(t, wrong->is_named ? "another program" :
		    "another");
	text_add(t, " logs in fine");
	if (wrong->name[0] != '\0' && right->name[0] != '\0' &&
	    !wrong->is_named && !right->is_named)
		text_add(t, " (told apart by their TLS fingerprint)");
}

/* Adds what it does: now, or until when it did. */
static void
add_deed(const struct layout *p, struct text *t, const struct snapshot *s,
    const struct snap_device *d)
{
	char when[WHEN_ISO_BYTES];

	if (d->rating == RATING_SUSPECT) {
		text_add(t, d->failures == 1 ? " had a login refused." :
		    " had logins refused.");
		return;
	}
	if (cause_is_guessing(d))
		text_add(t, phrases_goes_on(d, s) ? " keeps guessing "
		    "passwords" : " guessed passwords");
	else
		text_add(t, phrases_goes_on(d, s) ? " keeps failing to log in" :
		    " failed to log in");
	add_programs(p, t, d);
	if (!phrases_goes_on(d, s)) {
		when_short(d->last_ns, when);
		text_addf(t, " until %s UTC, and not since", when);
	}
	text_add(t, ".");
}

/* Adds "5 failed logins as anna, IMAP to ..., since ..., one every 5s". */
static void
add_failures(const struct layout *p, struct text *t,
    const struct snap_device *d)
{
	bool is_list = phrases_is_list(d);

	text_addf(t, "%u failed %s", d->failures, logins(d->failures));
	if (!is_list)
		phrases_logins(t, d, layout_wording(p));
	add_since(t, d, is_list ? " " : ", ");
	if (is_list) {
		text_add(t, ": ");
		phrases_each(t, d, layout_wording(p));
	}
	text_add(t, ".");
}

/* Nobody has read a refusal of it, and what it does looks like one. */
static void
say_probably(const struct layout *p, const struct snap_device *d)
{
	char since[WHEN_ISO_BYTES];
	char buffer[PARA_BYTES];
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	who_add_whole(p, &t, d);
	text_add(&t, " was probably refused.");
	layout_headline(p, LAYOUT_YELLOW, "SUSPECT", buffer);
	text_init(&t, buffer, sizeof buffer);
	text_add(&t, "Probably refused: ");
	untold_add(&t, d, p->style->ascii);
	when_short(d->first_ns, since);
	text_addf(&t, ", since %s UTC. The login is encrypted: by its answer "
	    "each is %u%% likely to have been refused. Capture longer to be "
	    "sure.", since, d->untold.pct);
	layout_para(p, 2, 2, buffer);
}

static void
say_device(const struct layout *p, const struct snapshot *s,
    const struct snap_device *d)
{
	bool is_culprit = d->rating == RATING_CULPRIT;
	char buffer[PARA_BYTES];
	struct text t;

	if (untold_is_all(d)) {
		say_probably(p, d);
		return;
	}
	text_init(&t, buffer, sizeof buffer);
	who_add_whole(p, &t, d);
	add_deed(p, &t, s, d);
	layout_headline(p, is_culprit ? LAYOUT_RED : LAYOUT_YELLOW,
	    is_culprit ? "CULPRIT" : "SUSPECT", buffer);
	text_init(&t, buffer, sizeof buffer);
	add_failures(p, &t, d);
	cause_add(&t, d, layout_wording(p));
	cause_add_faces(&t, d);
	text_addf(&t, " Sure: %u%% (", d->confidence_pct);
	add_ground(&t, d);
	text_add(&t, ").");
	layout_para(p, 2, 2, buffer);
}

/* --- several of one account --- */

static bool
has_account(const struct snap_device *d, const char *user)
{
	uint32_t i;

	for (i = 0; i < d->n_accounts; i++)
		if (d->accounts[i].failures > 0 &&
		    strcmp(d->accounts[i].user, user) == 0)
			return (true);
	return (false);
}

/* The account that all of them fail as; "" where there is none such. */
static const char *
common_account(const struct snapshot *s, const struct named *n, uint32_t from)
{
	const struct snap_device *first = &s->devices[n->at[from]];
	uint32_t i, k;

	for (k = 0; k < first->n_accounts; k++) {
		const char *user = first->accounts[k].user;

		for (i = from + 1; i < n->n; i++)
			if (named_together(first, &s->devices[n->at[i]]) &&
			    !has_account(&s->devices[n->at[i]], user))
				break;
		if (i == n->n && first->accounts[k].failures > 0)
			return (user);
	}
	return ("");
}

/* How many of the rest, this one included, are told of together with it. */
static uint32_t
together(const struct snapshot *s, const struct named *n, uint32_t from)
{
	uint32_t i, k = 1;

	for (i = from + 1; i < n->n; i++)
		k += named_together(&s->devices[n->at[from]],
		    &s->devices[n->at[i]]);
	return (k);
}

static void
say_one_of_them(const struct layout *p, const struct snap_device *d)
{
	char buffer[PARA_BYTES];
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	who_add_whole(p, &t, d);
	text_add(&t, ": ");
	add_failures(p, &t, d);
	cause_add_faces(&t, d);
	layout_para(p, 2, 4, buffer);
}

static void
say_together(const struct layout *p, const struct snapshot *s,
    const struct named *n, uint32_t from, uint32_t count)
{
	const struct snap_device *first = &s->devices[n->at[from]];
	bool is_culprit = first->rating == RATING_CULPRIT;
	uint32_t i, told = 0;
	char buffer[PARA_BYTES];
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	text_add(&t, "The password of ");
	user_add(&t, common_account(s, n, from), p->style->show_users,
	    p->style->ascii);
	text_addf(&t, " was changed; %u devices still send the old one. Sure: "
	    "%u%%.", count, first->confidence_pct);
	layout_headline(p, is_culprit ? LAYOUT_RED : LAYOUT_YELLOW,
	    is_culprit ? "CULPRITS" : "SUSPECTS", buffer);
	for (i = from; i < n->n && told < TOGETHER_TOLD; i++) {
		if (!named_together(first, &s->devices[n->at[i]]))
			continue;
		say_one_of_them(p, &s->devices[n->at[i]]);
		told++;
	}
	if (count <= told)
		return;
	snprintf(buffer, sizeof buffer, "and %u more.", count - told);
	layout_para(p, 2, 4, buffer);
}

/* Was one of those before it told together with this one? */
static bool
is_told(const struct snapshot *s, const struct named *n, uint32_t at)
{
	uint32_t i;

	for (i = 0; i < at; i++)
		if (named_together(&s->devices[n->at[i]],
		    &s->devices[n->at[at]]))
			return (true);
	return (false);
}

static void
say_rest(const struct layout *p, const struct snapshot *s,
    const struct named *n, uint32_t told)
{
	bool is_culprit = s->devices[n->at[0]].rating == RATING_CULPRIT;
	char buffer[80];

	if (told >= n->n)
		return;
	snprintf(buffer, sizeof buffer, "And %u more %s%s: see the list "
	    "below.", n->n - told, is_culprit ? "culprit" : "suspect",
	    n->n - told == 1 ? "" : "s");
	layout_para(p, 2, 2, buffer);
}

static void
say_named(const struct layout *p, const struct snapshot *s,
    const struct named *n)
{
	uint32_t i, count, lines = 0, told = 0;

	for (i = 0; i < n->n && lines < HEADLINES; i++) {
		if (is_told(s, n, i))
			continue;
		count = together(s, n, i);
		if (count > 1)
			say_together(p, s, n, i, count);
		else
			say_device(p, s, &s->devices[n->at[i]]);
		told += count;
		lines++;
	}
	if (n->n > 0)
		say_rest(p, s, n, told);
}

bool
verdicts_say(const struct layout *p, const struct snapshot *s,
    const struct named *n)
{
	say_named(p, s, n);
	return (victims_say(p, s) || n->n > 0);
}
