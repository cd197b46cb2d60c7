/* A few episodes, looked at one by one. */

#include "judge/episodes.h"

#include <assert.h>
#include <string.h>

const struct episode *
episodes_at(const struct episodes *e, enum family family, int64_t when_ns)
{
	int i;

	for (i = 0; i < HOST_EPISODES; i++)
		if (e->at[i].since_ns != 0 && when_ns >= e->at[i].since_ns &&
		    episode_meets(&e->at[i], family) &&
		    (e->at[i].until_ns == 0 || when_ns <= e->at[i].until_ns))
			return (&e->at[i]);
	return (NULL);
}

bool
episode_meets(const struct episode *e, enum family family)
{
	return (e->family == FAMILY_ANY || e->family == family);
}

bool
episodes_are_on(const struct episodes *e)
{
	return (e->at[0].since_ns != 0 && e->at[0].until_ns == 0);
}

void
episodes_begin(struct episodes *e, const struct episode *begun)
{
	memmove(&e->at[1], &e->at[0], (HOST_EPISODES - 1) * sizeof e->at[0]);
	e->at[0] = *begun;
	e->at[0].until_ns = 0;
}

void
episodes_join(struct episodes *e, const struct episodes *other)
{
	const struct episode *o = &other->at[0];

	if (e->at[0].since_ns == 0)
		*e = *other;
	else if (episodes_are_on(other) && !episodes_are_on(e))
		episodes_begin(e, o);
}

void
episodes_check(const struct episodes *e)
{
	int i;

	for (i = 0; i < HOST_EPISODES; i++) {
		assert(i == 0 || e->at[i].since_ns == 0 ||
		    e->at[i].until_ns != 0);
		assert(e->at[i].until_ns == 0 || e->at[i].since_ns != 0);
		assert(e->at[i].until_ns == 0 ||
		    e->at[i].until_ns >= e->at[i].since_ns);
	}
}
