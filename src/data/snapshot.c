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
