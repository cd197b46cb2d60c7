/*
 * Lessons: where a server's words are read, how long its refusals and its
 * acceptances are, and how long they take, for data/taught.h.  Nothing of what
 * a client says is kept but when, and how many lines.
 */

#ifndef TALK_LESSONS_H
#define TALK_LESSONS_H

#include "data/event.h"
#include "data/taught.h"
#include "talk/talk.h"

/* One turn of a talk: what was asked, and what came in answer. */
struct pupil {
	const struct talk *talk;	/* the pool's key */
	int64_t asked_ns, answered_ns;
	uint32_t server_bytes;
	uint8_t client_lines;		/* saturating */
	uint8_t tag_bytes;		/* IMAP: of the last tagged line */
	uint8_t n_logins;		/* told in this turn, saturating */
	bool is_refused;		/* the last one */
	bool has_hole;
};

/* What the pool of lessons is keyed by. */
struct lesson_key {
	struct ip ip;
	uint16_t bytes;
	uint8_t proto, is_refused;
};

struct lesson_row {
	struct lesson_key key;
	uint16_t port;
	uint32_t n, least_ms, most_ms;
};

/* From now on all talks of the store are listened to; -1: no memory. */
int	lessons_init(struct talk_store *s, uint32_t n_talks,
	    const struct hash_key *hash);
void	lessons_fini(struct talk_store *s);

/* So many words were read (or, as a hole, were not), of one direction. */
void	lessons_words(struct talk_store *s, const struct talk *t,
	    enum direction d, struct span words, uint32_t hole_bytes,
	    int64_t when_ns);
/* A line of the server's, before its reader has it. */
void	lessons_line(struct talk_store *s, const struct talk *t,
	    struct span line);
/* A login was told. */
void	lessons_login(struct talk_store *s, const struct talk *t,
	    const struct attempt *a);
/* The talk is over. */
void	lessons_end(struct talk_store *s, const struct talk *t);

/* The rows from 0 on, in no order; false beyond the last.  name is not set. */
bool	lessons_at(const struct talk_store *s, uint32_t i,
	    struct lesson *out);

#endif
