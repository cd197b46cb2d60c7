/*
 * Pending logins: those that were asked for and have no verdict yet, or one
 * that has not been handed out.
 *
 * Always true: each belongs to one talk, whose list runs from first_pending by
 * next to last_pending, oldest first, n_pending of them and at most
 * PENDING_MAX; none is PENDING_UNUSED there.
 */

#ifndef TALK_PENDING_H
#define TALK_PENDING_H

#include "talk/talk.h"

enum { PENDING_MAX = 32 };	/* of one talk: a client pipelines a few */

enum pending_stage {
	PENDING_UNUSED,
	PENDING_NAMED,		/* POP3: USER seen, no PASS yet */
	PENDING_OPEN,		/* waiting for credentials or the verdict */
	PENDING_SETTLED		/* to be handed out */
};

/*
 * Keyed tags of what was sent as credentials, case left out (talk/echo.h):
 * of its first and its last bytes, or of all where it is shorter; 0 = none.
 */
struct echo_tag {
	uint32_t first, last;
};

/* A response as it came, the secret in it, and one more. */
enum { ECHO_TAGS = 3 };

enum { PENDING_USER_BYTES = 40 };

/*
 * Kept small: a million may wait at once.  What the talk knows (protocol,
 * programs) is added when the login is handed out.
 */
struct pending {
	struct talk *owner;
	uint64_t tag;		/* keyed hash of the IMAP tag */
	uint64_t secret_tag;	/* as in struct attempt */
	int64_t began_ns, asked_ns, ended_ns;
	uint32_t next;		/* younger login of the same talk */
	uint32_t overflow;	/* in the store, or POOL_NONE */
	uint8_t stage;		/* enum pending_stage */
	uint8_t asked;		/* enum asked */
	uint8_t step;		/* SASL responses sent */
	uint8_t outcome, reason, evidence;	/* once settled */
	bool is_cancelled : 1;	/* the client sent "*" */
	/* Credentials (or a hole) went to the server. */
	bool is_asked : 1;
	bool is_holed : 1;	/* responses or challenges were not seen */
	/* A BYE came, POP3's USER was refused, or a token: early_* say what
	 * it means. */
	bool has_early : 1;
	bool is_refused : 1;	/* an error challenge refused the token */
	/* SMTP after a hole: AUTH may be a line of a message. */
	bool is_unsure : 1;
	bool is_cut : 1;	/* some of what the client sent was not seen */
	bool is_read : 1;	/* but of the secret enough to know its echo */
	bool is_nameless : 1;	/* the name that was sent is empty */
	uint8_t prompt : 3;	/* of LOGIN's last challenge, enum prompt */
	uint8_t n_sent : 2;	/* the place of the next in sent[] */
	uint8_t early_outcome, early_reason;
	uint8_t hint;		/* enum hint, of the words so far */
	uint8_t mech;		/* row of sasl.c; 0: none, or in overflow */
	uint16_t number;	/* of the command whose reply judges it */
	uint16_t user_number;	/* POP3: of its USER */
	struct echo_tag sent[ECHO_TAGS];
	char user[PENDING_USER_BYTES];
};

/*
 * What few pending logins have: a longer mailbox, a mechanism that sasl.c has
 * no row for, words that tell the verdict early.
 */
struct overflow {
	char user[USER_BYTES];
	char mech[MECH_BYTES];
	char reply[REPLY_BYTES];	/* the early words */
};

/*
 * A new open login at the end of the talk's list, for the command that was
 * pushed last; the stalest of all talks makes room when the store is full.
 */
struct pending	*pending_open(struct talk *t, struct talk_store *s,
		    enum asked asked, int64_t when_ns);
/* The oldest login of the talk, and the next younger one; or NULL. */
struct pending	*pending_first(const struct talk *t,
		    const struct talk_store *s);
struct pending	*pending_next(const struct talk_store *s,
		    const struct pending *p);
/* The youngest login that is named or open, or NULL. */
struct pending	*pending_last_open(const struct talk *t,
		    const struct talk_store *s);
/* The open login whose verdict is the reply that comes now, or NULL. */
struct pending	*pending_answered(const struct talk *t,
		    const struct talk_store *s);
void	pending_drop(struct talk *t, struct talk_store *s,
	    struct pending *p);

/*
 * Who logs in, made fit to keep, and by a mechanism that sasl.c has no row
 * for.  Where there is no room for it, it is forgotten whole.
 */
void	pending_set_user(struct talk_store *s, struct pending *p,
	    struct span user);
void	pending_set_mech(struct talk_store *s, struct pending *p,
	    struct span mech);
/* Who logs in, "" when unknown; borrowed until the login changes. */
struct span	pending_user(const struct talk_store *s,
		    const struct pending *p);

/* The overflow of this login, or NULL when there is no room for one. */
struct overflow	*pending_overflow(struct talk_store *s, struct pending *p);

/* The client has sent what it had to say. */
void	pending_sent(struct pending *p, int64_t when_ns);

#endif
