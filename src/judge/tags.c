/* Few tags, looked at one by one. */

#include "judge/tags.h"

bool
tags_add(struct tags *s, uint64_t tag)
{
	uint32_t i;

	if (tag == 0 || s->n >= TAGS_MAX)
		return (false);
	for (i = 0; i < s->n; i++)
		if (s->at[i] == tag)
			return (false);
	s->at[s->n++] = tag;
	return (true);
}
