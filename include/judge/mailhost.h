/*
 * A mail host's address, as its ports are asked for: which ports answer, who
 * asks in vain, and the failed logins of the last hour.
 *
 * Behind NAT all clients are one to the host: what answers one answers all.
 * A client with an address of its own (IPv6, or no NAT) speaks for itself.
 *
 * Always true between two calls, and asserted by mailhost_check:
 *
 *   1. A row of tries has at least one in vain, and names a port of the host;
 *      a client has one row a port.
 *   2. An answer ends what was in vain at that port, for those whom it
 *      concerns.
 *   3. Clients are counted only while the host is locked.
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
	MAILHOST_TRIES = 24,	/* clients and ports; then "so many or more" */
	MAILHOST_GRANTS = 8
};

/* One port of a mail host. */
struct port_state {
	uint16_t port;
	uint8_t proto;		/* enum proto */
	bool is_locked;
	bool was_locked;	/* when another port of the lockout answered */
	int64_t answered_ns;	/* its last answer, 0 = none was seen */
	struct window failed;	/* logins */
};

/* What one client asked of one port in vain since its last answer. */
struct tries {
	uint64_t tag;		/* of the client's address */
	struct ip ip;
	bool has_mac, is_counted;	/* in the record of what holds */
	bool met_answer;	/* another port answered since it began */
	struct mac mac;
	uint8_t port;		/* number of its row */
	uint16_t n_conns;	/* connections asked for */
	uint32_t last_conn;
	uint32_t silent, reset, rejected, unreachable, told;
	uint32_t frozen;	/* of the silent: on a connection that ran */
	/* Of the silent: asked after a sign that the way is open, and those
	 * with another sign since. */
	uint32_t after_up, proven;
	int64_t up_ns;		/* the first sign since they began; 0 = none */
	int64_t first_ns, last_ns;
};

/* A connection that was granted, and has not heard a word. */
struct grant {
	uint64_t tag;
	struct ip ip;
	uint8_t port;
	int64_t when_ns;
};

/* A login that failed, and whose it was. */
struct failed_login {
	int64_t when_ns;	/* INT64_MIN: it was none after all */
	struct ip ip;
	struct mac mac;
	bool has_mac;
	uint8_t proto;		/* enum proto */
	bool is_excused;	/* it was right: no warning is due for it */
	bool is_syntax;		/* turned away for what it asked, not who */
};

/* What its copy behind NAT is known by. */
struct last_try {
	int64_t when_ns;
	struct ip client;
	uint32_t isn;
	uint16_t port;
	uint8_t end;		/* enum opening_end */
};

struct mailhost {
	struct ip ip;		/* the key */
	uint64_t name_tag;	/* hosts of one name are one; 0 = unknown */
	bool has_kin;		/* another has, or had, that name */
	bool is_provider;	/* with a locker of its own: data/providers.c */
	uint32_t n_ports;
	struct port_state ports[MAILHOST_PORTS];
	uint32_t n_failed;	/* ever; a ring */
	struct failed_login failed[MAILHOST_FAILED];
	uint32_t n_tries, n_grants;
	struct tries tries[MAILHOST_TRIES];	/* in no order */
	struct grant grants[MAILHOST_GRANTS];	/* oldest first */
	struct last_try last;	/* in vain */
	/* How often a sign that the way is open came between two tries in vain,
	 * and when it did last. */
	uint32_t turns;
	int64_t turn_ns;
	/* SYNs that were answered, and those lost before these. */
	uint32_t granted, lost;
	int64_t first_seen_ns;
	int64_t spoke_ns;	/* its last words on any connection */
	int64_t goodbye_ns;	/* it ended one that ran */
	int64_t missed_ns;	/* a router missed it */
	/* Connections that got stuck since a login was answered last: how many,
	 * the last of them, and when it began. */
	uint32_t n_stuck, stuck_seq;
	uint16_t stuck_port;
	int64_t stuck_ns;
	enum hint hint;		/* of the words that turned a client away */
	char reply[REPLY_BYTES];
	/* How often it was judged within a second. */
	int64_t judged_ns;
	uint32_t n_judged;
	bool is_locked, has_trouble;
	uint64_t lockout, trouble;	/* numbers of their records */
	/* A lockout was over: failures count anew; and the one before it. */
	int64_t lifted_ns, lifted_before_ns;
	uint32_t own_limit;	/* failures before the last one; 0 = unknown */
	bool is_warned;		/* a forecast was told, and still holds */
	int64_t warned_ns;	/* as was last looked */
};

/* A port of the host, found or made; NULL when there is no room for it. */
struct port_state	*mailhost_port(struct mailhost *m, uint16_t port);
const struct port_state	*mailhost_find_port(const struct mailhost *m,
		    uint16_t port);

/* Is this client behind NAT, so that others are the same to the host? */
bool	client_is_shared(const struct ip *client);

/*
 * Count a try in vain at port p; tag is the client's.  NULL when k is the try
 * counted last, seen once more behind NAT, or there is no room.  frozen: it is
 * what is sent again on a connection that ran.
 */
struct tries	*mailhost_unanswered(struct mailhost *m, struct port_state *p,
		    const struct opening *k, uint64_t tag, bool frozen);
/* The last answer of any of the host's ports; 0 = none. */
int64_t	mailhost_answered_ns(const struct mailhost *m);
/*
 * Port p has answered this client: its tries in vain are forgotten, and those
 * of whoever is the same to the host.  True when one of them was counted.
 */
bool	mailhost_answered(struct mailhost *m, struct port_state *p,
	    const struct opening *k, uint64_t tag);
/* The connection was granted, and nothing said yet; the host has spoken to
 * this client. */
void	mailhost_granted(struct mailhost *m, const struct port_state *p,
	    const struct opening *k, uint64_t tag);
void	mailhost_spoke(struct mailhost *m, const struct sign *s, uint64_t tag);
/* It has answered a login: what it turned away before is past.  True when one
 * of these was counted. */
bool	mailhost_heard(struct mailhost *m, const struct who *who);

/* Is this row of a port that has answered once, and does not any more? */
bool	tries_are_shut(const struct mailhost *m, const struct tries *t);
/* All in vain, of all kinds. */
uint32_t	tries_sum(const struct tries *t);

/* The host's shut ports are a lockout's, until mailhost_unlock. */
void	mailhost_lock(struct mailhost *m);
/* The lockout is over: what failed before counts no more. */
void	mailhost_unlock(struct mailhost *m, int64_t when_ns);
/* A port goes on refusing: that lockout was not over there, and what failed
 * before it counts again. */
void	mailhost_relapse(struct mailhost *m, struct port_state *p);
/* Clients that tried in vain: at this port (NULL: at any); of the lockout
 * that holds. */
uint32_t	mailhost_waiting(const struct mailhost *m,
	    const struct port_state *p);
uint32_t	mailhost_locked_out(const struct mailhost *m);

/* Asserts the invariants at the head of this file; for tests. */
void	mailhost_check(const struct mailhost *m);

void	mailhost_failed(struct mailhost *m, const struct event *ev);
/* The login was turned away for what it asked: a locker may count it. */
void	mailhost_turned_away(struct mailhost *m, const struct event *ev);
/* The host refused what was right: no warning is due for that failure. */
void	mailhost_excuse(struct mailhost *m, int64_t when_ns,
	    const struct ip *client);
/* A failure counted by mailhost_failed turned out to be none. */
void	mailhost_unfailed(struct mailhost *m, const struct event *ev);

/* The failures counted, from the newest (i 0) back; NULL for no more. */
const struct failed_login	*mailhost_failed_login(
		    const struct mailhost *m, uint32_t i);

#endif
