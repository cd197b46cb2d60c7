/*
 * One set of credentials that was refused, beside what else was seen with its
 * secret: was it taken under another name, by another protocol, of others?
 */

#ifndef JUDGE_BESIDE_H
#define JUDGE_BESIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "judge/credentials.h"
#include "judge/facts.h"
#include "judge/tags.h"

enum { ALL_ACCOUNTS = 96 };	/* of one suspect: those that fail first */

/* A suspect while it is looked at. */
struct look {
	const struct store *store;
	const struct suspect *suspect;
	int64_t now_ns;
	uint32_t n;
	const struct account *all[ALL_ACCOUNTS];
	bool is_taken[ALL_ACCOUNTS];	/* into a group */
	/* Of all[i]'s server, once it was asked for; NULL before. */
	const char *server_names[ALL_ACCOUNTS];
	uint32_t most;		/* of wrong: its own failures */
	struct tags open_users;
};

/* The suspect's account at this host that was let in with the secret by
 * another name; NULL: none. */
const struct account	*beside_other_name(const struct look *k,
			    const struct credentials *c);
/* The name was put right: since the refusals the secret is let in with the
 * other one, and was not between them. */
bool	beside_is_renamed(const struct look *k, const struct credentials *c,
	    const struct account *right);
/* Whose refusal it was is not known, for the capture began within it; and
 * somebody at the device was let in there since. */
bool	beside_is_of_unknown(const struct look *k,
	    const struct credentials *c);
/* Does it read well what it cannot send? */
bool	beside_reads_well(const struct look *k, const struct credentials *c);
/* What the secret tells, into by_name, by_service, by_change of out; right is
 * what beside_other_name said, NULL too where these were let in. */
void	beside_weigh_secret(const struct look *k, const struct credentials *c,
	    const struct account *right, struct facts *out);

#endif
