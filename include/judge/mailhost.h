/*
 * A mail host's address, as its ports are asked for: which ports answer,
 * which have stopped, and the failed logins of the last hour.
 *
 * Always true between two calls, and asserted by mailhost_check:
 *
 *   1. A port's tries in vain are its silent, reset, rejected and unreachable
 *      ones together; the proven ones are silent ones.
 *   2. An answer of a port ends what was in vain there; first_ns and last_ns
 *      then say nothing.
 *   3. A client waits at some port, or the lockout that holds counts it.
 *   4. Clients are counted only while the host is locked.
 */

#ifndef JUDGE_MAILHOST_H
#define JUDGE_MAILHOST_H

#include <stdbool.h>
#include <stdint.h>

#include "data/event.h"
#include "data/opening.h"
#include "data/snapshot.h"
#include "judge/store.h"
#include "judge/window.h"

enum {
	MAILHOST_PORTS = SNAP_PORTS,
	MAILHOST_FAILED = 32,	/* the greatest of the policies counts 10 */
	MAILHOST_WAITING = 24	/* then "24 or more" */
};

/* One port of a mail host. */
struct port_state {
	uint16_t port;
	uint8_t proto;		/* enum proto */
	bool is_locked;
	int64_t answered_ns;	/* its last answer, 0 = none was seen */
	/* Connections asked for in vain since: all, and by how they ended. */
	uint32_t unanswered, silent, reset, rejected, unreachable;
	/* Of the silent: asked between two signs that the way is open. */
	uint32_t proven;
	int64_t up_ns;		/* its first sign since they began; 0 = none */
	int64_t first_ns, last_ns;
	struct window failed;	/* logins */
};

/* A login that failed, and whose it was. */
struct failed_login {
	int64_t when_ns;	/* INT64_MIN: it was none after all */
	struct client_key device;
	struct ip ip;
	enum proto proto;
};

/* A client that has tried in vain. */
struct waiting_client {
	uint64_t tag;
	uint8_t ports;		/* where: a bit for each */
	bool is_counted;	/* in the record of the lockout that holds */
};

struct mailhost {
	struct ip ip;		/* the key */
	uint32_t n_ports;
	struct port_state ports[MAILHOST_PORTS];
	uint32_t n_failed;	/* ever; a ring */
	struct failed_login failed[MAILHOST_FAILED];
	uint32_t n_waiting;
	struct waiting_client waiting[MAILHOST_WAITING];
	struct opening last;	/* in vain */
	/* SYNs that were answered, and those lost before these. */
	uint32_t granted, lost;
	bool is_locked;
	uint64_t lockout;	/* number of its record, while locked */
	bool is_warned;		/* a forecast was told, and still holds */
};

/* A port of the host, found or made; NULL when there is no room for it. */
struct port_state	*mailhost_port(struct mailhost *m, uint16_t port);
const struct port_state	*mailhost_find_port(const struct mailhost *m,
		    uint16_t port);

/*
 * Count a try in vain at port p; tag is the client's.  False when k is the try
 * counted last, seen once more behind NAT.
 */
bool	mailhost_unanswered(struct mailhost *m, struct port_state *p,
	    const struct opening *k, uint64_t tag);
/* The last answer of any of the host's ports; 0 = none. */
int64_t	mailhost_answered_ns(const struct mailhost *m);
/* Port p has answered: its tries in vain before that are forgotten. */
void	mailhost_answered(struct mailhost *m, struct port_state *p,
	    int64_t when_ns);

/* Has the port answered once, and does not any more? */
bool	port_is_shut(const struct port_state *p);
/* The host's shut ports are a lockout's, until mailhost_unlock. */
void	mailhost_lock(struct mailhost *m);
/* The lockout is over; ports that go on refusing begin to count anew. */
void	mailhost_unlock(struct mailhost *m);
/* Clients that tried in vain: at this port (NULL: at any); of the lockout
 * that holds. */
uint32_t	mailhost_waiting(const struct mailhost *m,
	    const struct port_state *p);
uint32_t	mailhost_locked_out(const struct mailhost *m);

/* Asserts the invariants at the head of this file; for tests. */
void	mailhost_check(const struct mailhost *m);

void	mailhost_failed(struct mailhost *m, const struct event *ev,
	    const struct client_key *device);
/* A failure counted by mailhost_failed turned out to be none. */
void	mailhost_unfailed(struct mailhost *m, const struct event *ev);

/* The failures counted, from the newest (i 0) back; NULL for no more. */
const struct failed_login	*mailhost_failed_login(
		    const struct mailhost *m, uint32_t i);

#endif
