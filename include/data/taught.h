/*
 * What is known of mail hosts beforehand: how long their refusals and their
 * acceptances are, and how long they take, each protocol for itself.  It is
 * learnt where the words can be read, and helps where they cannot.
 *
 * Lengths are those of all that the server says in answer, from the client's
 * last credential byte until the client speaks again, line ends included; in
 * IMAP without the client's tag, which each program makes as long as it likes.
 */

#ifndef DATA_TAUGHT_H
#define DATA_TAUGHT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "data/note.h"
#include "data/words.h"

enum {
	TAUGHT_SERVERS = 1024,		/* a provider has tens */
	TAUGHT_ADDRESSES = 16, TAUGHT_NAMES = 8,	/* of one */
	TAUGHT_VERDICTS = 8,		/* lengths, as in a profile */
	TAUGHT_COUNT_MAX = 1000000,
	TAUGHT_DELAY_MAX_MS = 600000
};

/* Answers of one length. */
struct taught_verdict {
	uint16_t bytes;			/* never 0 */
	uint32_t n;			/* so many were seen */
	uint32_t least_ms, most_ms;	/* until they began */
};

/* A host, by any of its names or addresses, and one protocol. */
struct taught_server {
	enum proto proto;
	uint32_t n_names, n_addresses, n_refused, n_accepted;
	char names[TAUGHT_NAMES][NAME_BYTES];	/* as names are written */
	struct ip addresses[TAUGHT_ADDRESSES];
	struct taught_verdict refused[TAUGHT_VERDICTS];
	struct taught_verdict accepted[TAUGHT_VERDICTS];
};

struct taught {
	uint32_t n;
	struct taught_server at[TAUGHT_SERVERS];
};

/*
 * The row of this protocol for this name (NULL or "": none is known) or, where
 * no row has it, this address; NULL: there is none.
 */
const struct taught_server	*taught_find(const struct taught *t,
				    enum proto proto, const struct ip *ip,
				    const char *name);

/* May this stand in a file that others read: a host's name in a domain? */
bool	taught_name_fits(const char *name);

/* What was learnt: answers of one server that have one length. */
struct lesson {
	struct endpoint server;		/* one of its ports */
	enum proto proto;
	bool is_refused;
	char name[NAME_BYTES];		/* "" = unknown */
	struct taught_verdict verdict;
};

#endif
