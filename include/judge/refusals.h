/*
 * Right passwords that are refused: a host that refuses everybody, an account
 * that is locked.  Found across devices, where each alone looks like one with
 * a stale password.
 *
 * A host refuses everybody when nobody has been let in by this service since
 * suspects of several accounts were refused with what had got in before.
 * Failures of another suspect before that make it a lockout inside
 * authentication, else it is the host's own trouble.  An account is locked
 * when it refuses what had got in, after another suspect's failures with
 * another secret, while the host lets others in.  Or the server says so, of an
 * account or of whoever comes from this address.
 */

#ifndef JUDGE_REFUSALS_H
#define JUDGE_REFUSALS_H

#include <stdbool.h>
#include <stdint.h>

#include "data/event.h"
#include "data/snapshot.h"
#include "judge/store.h"
#include "judge/suspect.h"
#include "judge/tags.h"

enum {
	REFUSALS_KEPT = SNAP_LOCKOUTS,
	REFUSALS_TOLD = 4	/* events that one login makes, at most */
};

/* What an episode is told as. */
struct refusal {
	struct snap_lockout row;
	bool is_lockout;	/* else it is the host's own trouble */
	bool is_void;		/* what it rested on was taken back */
	bool is_told;		/* that it began: so is then its end */
	struct tags devices;
};

struct refusals {
	uint32_t n_records;	/* ever; a ring */
	uint32_t n_lost;	/* as of the store, when it was looked at */
	struct refusal records[REFUSALS_KEPT];
};

/* This login was taken, or taken anew.  How many of out tell that something
 * began or is over. */
uint32_t	refusals_login(struct refusals *r, struct store *st,
		    const struct login *l, const struct event *ev,
		    struct event out[REFUSALS_TOLD]);

/* This event, one that refusals_login made, was told. */
void	refusals_told(struct refusals *r, const struct event *alert);

/* What held for a host or a box that is forgotten holds no more. */
void	refusals_settle(struct refusals *r, const struct store *st);

/* Asserts that a record that holds is somebody's; for tests. */
void	refusals_check(const struct refusals *r, const struct store *st);

#endif
