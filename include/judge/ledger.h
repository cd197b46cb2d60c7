/*
 * The ledger: whose login was it, and how does that device do?  Given events
 * and neighbours' news, it keeps devices, their addresses and names, their
 * accounts and the servers, and says which device is to blame.
 *
 * It never sees a byte of the wire, has no clock and allocates only in
 * ledger_new.
 */

#ifndef JUDGE_LEDGER_H
#define JUDGE_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "data/census.h"
#include "data/event.h"
#include "data/opening.h"
#include "data/limits.h"
#include "data/news.h"
#include "data/snapshot.h"
#include "judge/place.h"

struct ledger;

/* NULL when there is no memory.  key is copied. */
struct ledger	*ledger_new(const struct limits *l, const struct hash_key *key);
void	ledger_free(struct ledger *l);
/* What ledger_new would take, in bytes. */
uint64_t	ledger_bytes(const struct limits *l);

/*
 * What the engine counts of the capture is kept here, and changed by the
 * engine as it goes.
 */
struct capture_counts	*ledger_counts(struct ledger *l);

/*
 * What a neighbour tells, believed with care: a group address is no device,
 * and a router's MAC stands for many.  Give NEWS_ROUTER also for the MAC that
 * frames of a server beyond the link wear.
 */
void	ledger_news(struct ledger *l, const struct news *n);

/* A mail session was recognised; called once for each. */
void	ledger_session(struct ledger *l, int64_t when_ns, const struct who *w,
	    enum proto proto);

/*
 * One login.  In: kind LOGIN, when_ns, the attempt and who's endpoints, MAC
 * and ttl.  Filled in here: u.login.secret, who.client_name and, where empty,
 * who.server_name.  Encrypted sessions whose end was not read come as UNKNOWN,
 * NOT_SEEN.
 */
void	ledger_login(struct ledger *l, struct event *ev);
/* The client has shown to be a relay: its row of data/clients.h. */
void	ledger_relay(struct ledger *l, int64_t when_ns, const struct who *w,
	    uint16_t client);

/*
 * A mail client asked for a connection: what became of it.  True when there is
 * a new alert.
 */
bool	ledger_opening(struct ledger *l, const struct opening *k);
/*
 * A connection that was granted shows something of its host; a mail server
 * turned a client away in words.  True when there is a new alert.
 */
bool	ledger_sign(struct ledger *l, const struct sign *s);
bool	ledger_greeting(struct ledger *l, const struct greeting *g);
/* Until then SIGN_GOES_ON is of use; at other times it need not be told. */
int64_t	ledger_watch_ns(const struct ledger *l);
/* Some host of the internet has granted a connection: the line is up; or, a
 * host that is no mail host, is asked for one. */
void	ledger_elsewhere(struct ledger *l, int64_t when_ns,
	    const struct ip *host);
void	ledger_asked_elsewhere(struct ledger *l, int64_t when_ns,
	    const struct ip *host);

/* The capture is over: if no device can be named from there, that is told. */
void	ledger_finish(struct ledger *l, int64_t now_ns);

/*
 * The next alert: of a culprit, once for each, of a lockout, or why from this
 * place nobody is named.  The caller gives it its seq.
 */
bool	ledger_next_alert(struct ledger *l, struct event *out);

/*
 * Fill all of out but seq and the capture's counters, which are set, as is
 * as_of_ns.
 */
void	ledger_snapshot(struct ledger *l, struct snapshot *out);

/* All devices of the link, by address. */
void	ledger_census(const struct ledger *l, struct census *out);

/* Assert what is always true of all that it keeps; slow, for tests. */
void	ledger_check(const struct ledger *l);

/* Mail clients, logins and servers forgotten for want of room. */
uint64_t	ledger_evicted(const struct ledger *l);
/* Devices with a failure. */
uint32_t	ledger_failing(const struct ledger *l);

/* The name of a server that tells it from others; "" where there is none. */
void	ledger_server_name(const struct ledger *l, const struct endpoint *at,
	    char out[NAME_BYTES]);

#endif
