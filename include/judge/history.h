/*
 * What one client did, and when: failures in slices of time, and its last
 * logins.  Each client has one of its own, so that no noisy neighbour pushes
 * it out.
 */

#ifndef JUDGE_HISTORY_H
#define JUDGE_HISTORY_H

#include "data/event.h"
#include "data/snapshot.h"

enum {
	/* Logins that work must not push out those that fail. */
	HISTORY_FAILED = 12,
	HISTORY_OTHER = SNAP_LOGINS - HISTORY_FAILED
};

/* A history that is zeroed is empty. */
struct history {
	struct bins failed_in[SNAP_SPANS];
	uint32_t n_failed, n_other;	/* ever; each list is a ring */
	struct snap_login failed[HISTORY_FAILED];
	struct snap_login other[HISTORY_OTHER];
};

/* A login; one that corrects an earlier event takes its place. */
void	history_add(struct history *h, const struct event *ev);
/* Add the history to a row, which may hold other clients' already. */
void	history_read(const struct history *h, struct snap_device *row);
/* Begin a row's history: empty, for clients of which none was kept. */
void	history_begin(struct snap_device *row);

#endif
