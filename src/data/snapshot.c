/* What every reader of a snapshot asks of it. */

#include "data/snapshot.h"

#include <stddef.h>

const struct snap_note *
snapshot_unfit(const struct snapshot *s)
{
	uint32_t i;

	for (i = 0; i < s->capture.n_notes; i++)
		if (s->capture.notes[i].is_unfit)
			return (&s->capture.notes[i]);
	return (NULL);
}
