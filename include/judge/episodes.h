/*
 * Times in which a host, or an account of it, refused what was right: the last
 * few, newest first.
 */

#ifndef JUDGE_EPISODES_H
#define JUDGE_EPISODES_H

#include <stdbool.h>
#include <stdint.h>

#include "judge/store.h"

/* The one in which this moment lies and that meets the family, or NULL. */
const struct episode	*episodes_at(const struct episodes *e,
			    enum family family, int64_t when_ns);
/* Does it concern whoever comes by this family? */
bool	episode_meets(const struct episode *e, enum family family);
/* Does the newest one hold still? */
bool	episodes_are_on(const struct episodes *e);
/* A new one, which holds; the oldest is forgotten. */
void	episodes_begin(struct episodes *e, const struct episode *begun);
/* Two hosts, or two spellings of one mailbox, turn out to be one: what holds
 * for the other holds for e. */
void	episodes_join(struct episodes *e, const struct episodes *other);
/* Asserts that the newest alone may hold; for tests. */
void	episodes_check(const struct episodes *e);

#endif
