/* Logins inside TLS of which nobody can tell how they went. */

#include "judge/untold.h"

#include <string.h>

#include "judge/logins.h"
#include "judge/server_name.h"

/* Guesses: from so likely on a login speaks for a refusal, or is taken for one;
 * so many of them make a suspect, or are worth a line. */
enum { MAYBE_PCT = 50, LIKELY_PCT = 80, SUSPECT_LEAST = 5, TOLD_LEAST = 3 };

void
untold_look(const struct store *st, const struct account *a,
    struct untold *best)
{
	const struct login *l;
	struct untold u;

	memset(&u, 0, sizeof u);
	u.account = a;
	for (l = logins_newest(st, a); l != NULL &&
	    l->outcome == OUTCOME_UNKNOWN; l = logins_older(st, l)) {
		u.of++;
		if (l->failed_pct < MAYBE_PCT)
			continue;
		u.n++;
		u.pct += l->failed_pct;
		u.borne_out += l->is_borne_out && l->failed_pct >= LIKELY_PCT;
		u.first_ns = l->when_ns;
		if (u.last_ns == 0)
			u.last_ns = l->when_ns;
	}
	if (u.borne_out > best->borne_out ||
	    (u.borne_out == best->borne_out && u.n > best->n))
		*best = u;
}

/* Four of five. */
static bool
is_most(uint32_t n, uint32_t of)
{
	return (n * 5 >= of * 4);
}

bool
untold_is_suspect(const struct untold *u)
{
	return (u->borne_out >= SUSPECT_LEAST && is_most(u->borne_out, u->of));
}

bool
untold_is_worth_it(const struct untold *u)
{
	return (u->n >= TOLD_LEAST && is_most(u->n, u->of));
}

bool
untold_is_listed(const struct store *st, const struct suspect *s)
{
	const struct account *a = NULL;
	struct untold best;

	memset(&best, 0, sizeof best);
	while ((a = suspect_next_account(st, s, a)) != NULL)
		untold_look(st, a, &best);
	return (untold_is_worth_it(&best));
}

void
untold_fill(const struct store *st, const struct untold *u,
    struct snap_device *row)
{
	const struct account *a = u->account;

	if (row->failures > 0 || a == NULL || !untold_is_worth_it(u))
		return;
	row->untold.n = u->n;
	row->untold.of = u->of;
	row->untold.pct = (uint8_t)(u->pct / u->n);
	row->untold.proto = a->proto;
	row->untold.at = a->server;
	server_name(st, &a->server, row->untold.server);
	if (row->rating != RATING_SUSPECT)
		return;
	row->first_ns = u->first_ns;
	row->last_ns = u->last_ns;
	row->confidence_pct = row->untold.pct;
}
