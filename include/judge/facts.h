/*
 * What a suspect did, looked at across its programs, its host, its accounts
 * and time: which of its failures are its own, and what speaks for which
 * reason.  Read from the log of logins each time it is asked for.
 *
 * A failure is open until the same program gets in.  Credentials that are
 * tried again after others got in were never mistyped: some program keeps
 * them, so all their failures are open, until they are tried no more.
 */

#ifndef JUDGE_FACTS_H
#define JUDGE_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "data/words.h"
#include "judge/store.h"
#include "judge/suspect.h"
#include "judge/untold.h"

enum { FACTS_GAPS = 128 };

/* Why a failure is nobody's fault here. */
enum excuse {
	EXCUSE_NONE,
	EXCUSE_TOKEN,	/* of an OAuth token: a good login follows at once */
	EXCUSE_RIGHT,	/* the same credentials are accepted later */
	EXCUSE_HOST,	/* the host refused everybody then */
	EXCUSE_ACCOUNT,	/* the account was locked then */
	EXCUSE_RATE,	/* it had been let in too often just before */
	EXCUSES
};

struct facts {
	/* As counted, ever. */
	uint32_t failures, successes, unknown, away;
	enum hint away_hint;	/* of those turned away */
	/* Some of those excused were locked, by others' failures. */
	bool is_locked;
	uint64_t certainty;	/* sum of the failures' confidence_pct */
	uint32_t users, secrets;	/* different ones that failed */
	bool is_own_link;	/* told by its own MAC */
	bool hides_others;	/* a router: many users are many people */
	bool is_relay;		/* it sends others' mail on */
	bool is_afar;		/* an address with others' devices behind it */

	/* Of the logins that are kept. */
	uint32_t own;		/* failures without an excuse */
	uint32_t excused[EXCUSES];
	uint32_t strangers;	/* credentials excused that never got in */
	uint32_t open;		/* own failures that nothing made good */
	uint32_t held;		/* of these: not to be charged, not yet */
	uint32_t open_taught;	/* of these: by a servers file's word */
	uint32_t slip_max;	/* the most that were made good at once */
	uint32_t relapses;	/* streaks begun soon after a success */
	uint32_t open_users;
	uint32_t tagged, repeats;
	uint32_t inferred, alike;	/* told by lengths; with reply_bytes */
	uint32_t taught;	/* of these, by a servers file's word as well */
	uint16_t reply_bytes;
	uint32_t delay_least_ms, delay_most_ms;
	int64_t good_since_ns;	/* its first success after the last of its own
				 * failures; 0 = none */
	int64_t last_own_ns;	/* of its own failures */
	uint32_t n_gaps;
	uint32_t gaps_ms[FACTS_GAPS];	/* between them */

	/* Own failures, by what speaks for the reason.  One may be in more. */
	uint32_t by_name;	/* the secret is accepted under another name */
	uint32_t by_method;	/* ... by another mechanism */
	uint32_t by_service;	/* ... by another protocol of the host */
	uint32_t by_token;
	uint32_t by_hint[HINT_COUNT];
	uint32_t by_change;	/* with a secret that other devices of the
				 * account send in vain as well */
	uint32_t box;		/* of these: 1 + its number; 0 = none */
	/* Of the account with most: different secrets, failures with them, and
	 * the time between one and the next, the median; 0 = unknown. */
	uint32_t typed, typed_failures, typed_ms;
	uint32_t typed_same;	/* of these: with the commonest secret */
	uint32_t outgoing;	/* by SMTP, where mail is read well */
	uint32_t automatic;	/* as Apple Mail looks for settings */
	struct untold untold;	/* where no login of its own is told */
	const struct account *right;	/* by_name, by_method, by_service */
	const struct account *wrong;	/* the account that fails most */
};

/* All of out, as of now_ns. */
void	facts_of(const struct store *st, const struct suspect *u,
	    int64_t now_ns, struct facts *out);

#endif
