/*
 * The words that servers answer a login with (DOMAIN.md A), and what they
 * mean; talk/reply.h says what a whole reply means.
 */

#ifndef DATA_REPLIES_H
#define DATA_REPLIES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"
#include "data/words.h"

struct phrase {
	enum proto proto;	/* PROTO_UNKNOWN: said in all of them */
	const char *starts;	/* the status, "" for any refusal */
	const char *holds;	/* anywhere behind it, "" for anything */
	enum outcome outcome;
	enum reason reason;
	const char *source;
};

enum reply_table {
	REPLY_SENTENCES,	/* say why */
	REPLY_CODES,		/* response codes: holds comes right behind
				 * the status, without its closing bracket */
	REPLY_LOOSE,		/* words that may stand beside anything */
	REPLY_USERS,		/* refusals of POP3's USER */
	REPLY_STATUSES,
	REPLY_TABLES
};

/* The rows of a table, in the order in which they are to be tried. */
const struct phrase	*replies_all(enum reply_table table, size_t *n);

/*
 * Does a row of any table hold this word, in any case?  Then a server may well
 * say it of its own.
 */
bool	replies_have_word(struct span word);

#endif
