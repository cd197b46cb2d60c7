/* What every reader of a snapshot looks up in it. */

#include "data/snapshot.h"

#include <stddef.h>

bool
snap_device_owns_mac(const struct snap_device *d)
{
	return (d->has_mac && !d->is_by_address);
}

bool
snap_device_programs(const struct snap_device *d,
    const struct snap_client **wrong, const struct snap_client **right)
{
	if (!d->has_wrong_program)
		return (false);
	*wrong = &d->clients[d->wrong_program];
	*right = &d->clients[d->right_program];
	return (true);
}

const struct snap_note *
snapshot_unfit(const struct snapshot *s)
{
	uint32_t i;

	for (i = 0; i < s->capture.n_notes; i++)
		if (s->capture.notes[i].is_unfit)
			return (&s->capture.notes[i]);
	return (NULL);
}

/* A stamp of 0 says that there is none. */
static void
stamp_move(int64_t *ns, int64_t by_ns)
{
	if (*ns != 0)
		*ns += by_ns;
}

static void
lockout_move(struct snap_lockout *l, int64_t by_ns)
{
	stamp_move(&l->answered_ns, by_ns);
	stamp_move(&l->since_ns, by_ns);
	stamp_move(&l->tried_ns, by_ns);
	stamp_move(&l->until_ns, by_ns);
	stamp_move(&l->failed_ns, by_ns);
}

void
snapshot_move(struct snapshot *s, int64_t by_ns)
{
	uint32_t i, j;

	for (i = 0; i < s->n_servers; i++)
		stamp_move(&s->servers[i].since_ns, by_ns);
	for (i = 0; i < s->n_lockouts; i++)
		lockout_move(&s->lockouts[i], by_ns);
	for (i = 0; i < s->n_hosts; i++) {
		stamp_move(&s->hosts[i].since_ns, by_ns);
		stamp_move(&s->hosts[i].until_ns, by_ns);
	}
	for (i = 0; i < s->n_troubles; i++) {
		stamp_move(&s->troubles[i].since_ns, by_ns);
		stamp_move(&s->troubles[i].until_ns, by_ns);
	}
	stamp_move(&s->as_of_ns, by_ns);
	stamp_move(&s->capture.first_ns, by_ns);
	stamp_move(&s->capture.last_ns, by_ns);
	for (i = 0; i < s->n_devices; i++) {
		struct snap_device *d = &s->devices[i];

		stamp_move(&d->first_ns, by_ns);
		stamp_move(&d->last_ns, by_ns);
		stamp_move(&d->good_since_ns, by_ns);
		for (j = 0; j < SNAP_ACCOUNTS; j++)
			stamp_move(&d->accounts[j].last_failure_ns, by_ns);
		for (j = 0; j < d->n_logins; j++)
			stamp_move(&d->logins[j].when_ns, by_ns);
		for (j = 0; j < SNAP_SPANS; j++)
			bins_move(&d->failed_in[j], by_ns);
	}
}
