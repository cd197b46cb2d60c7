/* A few episodes, looked at one by one. */

#include "judge/episodes.h"

#include <string.h>

const struct episode *
episodes_at(const struct episodes *e, int64_t when_ns)
{
	int i;

	for (i = 0; i < HOST_EPISODES; i++)
		if (e->at[i].since_ns != 0 && when_ns >= e->at[i].since_ns &&
		    (e->at[i].until_ns == 0 || when_ns <= e->at[i].until_ns))
			return (&e->at[i]);
	return (NULL);
}

bool
episodes_are_on(const struct episodes *e)
{
	return (e->at[0].since_ns != 0 && e->at[0].until_ns == 0);
}

void
episodes_begin(struct episodes *e, int64_t since_ns, uint32_t record,
    bool is_lockout)
{
	memmove(&e->at[1], &e->at[0], (HOST_EPISODES - 1) * sizeof e->at[0]);
	e->at[0] = (struct episode){ since_ns, 0, record, is_lockout };
}
