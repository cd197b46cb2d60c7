/* What every reader of a snapshot asks of it. */

#include "data/snapshot.h"

#include <stddef.h>

bool
snap_device_owns_mac(const struct snap_device *d)
{
	return (d->has_mac && !d->is_by_address);
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

/* 0 says that there is none. */
static void
move(int64_t *ns, int64_t by_ns)
{
	if (*ns != 0)
		*ns += by_ns;
}

void
snapshot_move(struct snapshot *s, int64_t by_ns)
{
	uint32_t i, j;

	move(&s->as_of_ns, by_ns);
	move(&s->capture.first_ns, by_ns);
	move(&s->capture.last_ns, by_ns);
	for (i = 0; i < s->n_culprits; i++) {
		struct snap_device *d = &s->culprits[i];

		move(&d->first_ns, by_ns);
		move(&d->last_ns, by_ns);
		for (j = 0; j < SNAP_ACCOUNTS; j++)
			move(&d->accounts[j].last_failure_ns, by_ns);
		for (j = 0; j < d->n_logins; j++)
			move(&d->logins[j].when_ns, by_ns);
		for (j = 0; j < SNAP_SPANS; j++)
			bins_move(&d->failed_in[j], by_ns);
	}
}
