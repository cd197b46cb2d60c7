/*
 * What is believed of mail hosts, as long as it is told: lockouts and
 * troubles, the last ones of each, and the alerts of them that wait.
 *
 * Always true: a record that holds has until_ns 0, and its host's number; one
 * that was taken back is of LOCK_UNKNOWN, and nobody's.
 */

#ifndef JUDGE_RECORDS_H
#define JUDGE_RECORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "data/event.h"
#include "data/snapshot.h"
#include "judge/mailhost.h"

enum {
	LOCKOUTS_KEPT = SNAP_LOCKOUTS,
	TROUBLES_KEPT = SNAP_TROUBLES,
	RECORDS_WAITING = 4	/* alerts; the caller takes them each time */
};

struct records {
	uint64_t n_lockouts, n_troubles;	/* ever; rings */
	struct snap_lockout lockouts[LOCKOUTS_KEPT];
	bool is_told[LOCKOUTS_KEPT];	/* that it began */
	struct snap_trouble troubles[TROUBLES_KEPT];
	bool is_trouble_told[TROUBLES_KEPT];
	uint32_t n;
	struct event waiting[RECORDS_WAITING];	/* oldest first */
};

/* The record of what holds for m; NULL: nothing, or it is forgotten. */
const struct snap_lockout	*records_held_lockout(
		    const struct records *r, const struct mailhost *m);
const struct snap_trouble	*records_held_trouble(
		    const struct records *r, const struct mailhost *m);
struct snap_lockout	*records_lockout(struct records *r,
			    const struct mailhost *m);
struct snap_trouble	*records_trouble(struct records *r,
			    const struct mailhost *m);

/* A new one for m, zeroed. */
struct snap_lockout	*records_lock(struct records *r, struct mailhost *m);
/* The last trouble of m, where it is the same and was over just now: it holds
 * again, and that is not told.  NULL: it is another. */
struct snap_trouble	*records_fail_again(struct records *r,
			    struct mailhost *m, enum trouble why,
			    int64_t when_ns);
struct snap_trouble	*records_fail(struct records *r, struct mailhost *m);
/* It is put in: tell of it. */
void	records_tell_lock(struct records *r, const struct snap_lockout *o,
	    int64_t when_ns);
void	records_tell_trouble(struct records *r, const struct snap_trouble *o,
	    int64_t when_ns);

/* What holds for m is over, and that is told if its beginning was. */
void	records_lift(struct records *r, struct mailhost *m, int64_t when_ns,
	    bool names_devices);
void	records_mend(struct records *r, struct mailhost *m, int64_t when_ns);
/* It turns out to be what is told otherwise now. */
void	records_rename_trouble(struct records *r, struct mailhost *m,
	    int64_t when_ns);
/* The lockout of m was none. */
void	records_take_back(struct records *r, struct mailhost *m,
	    int64_t when_ns);

/* This alert, of a beginning, was handed out. */
void	records_told(struct records *r, const struct event *alert);
bool	records_next(struct records *r, struct event *out);

/* So many devices wait now: no more of them have met this than there were
 * tries, for some may have waited before. */
void	record_devices(uint32_t *devices, uint32_t tries, uint32_t waiting);
void	record_add_port(uint16_t *n_ports, uint16_t ports[SNAP_PORTS],
	    uint16_t port);

#endif
