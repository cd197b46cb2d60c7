/*
 * What the ledger remembers, and how it is found again: rows in pools.
 *
 *	device (MAC) --> clients (MAC, IP) --> accounts --> logins
 *	                    \--> tried            ^            ^
 *	server (IP, port) --> host --> boxes ------/            |
 *	address (IP)            \-------------------------------/
 *
 * A client is a client's address, and all that it does is counted there and
 * not at the device: a MAC that turns out to be a router's must be split
 * again.  An account is one mail program's use of one mailbox on one server.
 * What a client that failed has tried is few clients', so it has a pool of its
 * own.  An address says whose it is and what it is called.  A host is what
 * answers under one name or at one address, with all its ports; a box is one
 * mailbox there, whoever uses it.  A login stands in two lists, of its account
 * and of its host, the newest first by the moment that decided it.
 *
 * Always true between two calls, and asserted by store_check:
 *
 *   1. A client is in its device's list, an account in its client's, once;
 *      n_clients and n_accounts are the lists' lengths.
 *   2. device.failures is the sum of its clients' and of the evicted ones'.
 *   3. client.failures is no less than its accounts': those of accounts that
 *      are forgotten stay with it.
 *   4. n_failing is how many suspects have failed: a device is one; a split
 *      device's clients are one each; a ring of faces is one (faces.h).
 *   5. A client has what it tried, or POOL_NONE; that row names the client.
 *   6. A server has a host, and a host its servers; an account is of its
 *      server's host while that server is known.
 *   7. A login is in its account's list and in its host's, once, in the order
 *      of time; n_logins is the list's length.
 *   8. An account whose mailbox is known is in its box's list, and that box in
 *      its host's.  A box has an account.
 *   9. Only the newest call may hold a pointer to a row: whatever makes a row
 *      may forget another one.
 *
 * For the rooms of judge/ alone.
 */

#ifndef JUDGE_STORE_H
#define JUDGE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/hash.h"
#include "base/list.h"
#include "base/pool.h"
#include "data/event.h"
#include "data/limits.h"
#include "data/news.h"
#include "data/snapshot.h"
#include "judge/history.h"
#include "judge/mailbox.h"

enum {
	ACCOUNT_LOGINS = 64,	/* of one account; then the oldest goes */
	HOST_EPISODES = 4,	/* of one host, or of one box */
	CLIENT_ACCOUNTS = 48,	/* programs x mailboxes of one client */
	DEVICE_CLIENTS = 48,	/* of one device; IPv6 addresses change daily */
	TRIED_SECRETS = 64,	/* then "many" */
	TRIED_USERS = 64,
	CLIENT_CONNECTIONS = 4,	/* failed ones kept apart at a time */
	YOUNG_KEPT = 128,	/* sessions begun last: for seconds */
	ROUTER_CLIENTS = 5,	/* private addresses at once (UX 1.7) */
	FACE_SPELLS = 2,
	LET_IN_WORDS = 512	/* an office has hundreds of secrets */
};

/* Time in which a face was active, with no more than SPELL_NS in between. */
struct spell {
	uint32_t begin_s, end_s;	/* since 1970; 0 = none */
};

/* One of the looks of a device, and what else looks like it: see faces.h. */
struct face {
	uint32_t next, head;	/* of its ring; itself where it is alone */
	bool is_apart;		/* another device goes by its name */
	bool is_matched;	/* nothing new since it was compared */
	struct spell spells[FACE_SPELLS];	/* newest first */
};

/* By MAC (ip zero), by MAC and IP, or by IP (no MAC).  No padding: hashed. */
struct client_key {
	struct mac mac;
	uint8_t has_mac, zero;
	struct ip ip;
};

struct known_name {
	uint8_t from;		/* enum news_from, the trust */
	char text[NAME_BYTES];
};

/* What a device's forgotten clients did. */
struct evicted {
	uint32_t failures, successes, unknown, failed_connections;
	uint32_t open, open_users;
	uint64_t certainty;
	int64_t first_ns, last_ns;
};

struct device {
	struct client_key key;
	struct face face;
	uint32_t first_client, n_clients;
	uint32_t failures;	/* of all its clients, forgotten ones too */
	uint64_t sessions;
	uint64_t hops, directs;	/* sessions by what the TTL tells */
	bool is_gateway, is_router;	/* either splits it */
	bool is_afar;		/* public addresses, many routers away */
	bool is_outsider;	/* at a server of this site, from afar */
	bool is_named;		/* an alert has named it a culprit */
	/* DHCP told a name; the address comes with the same number. */
	bool has_fresh_name;
	uint32_t fresh_xid;
	struct evicted evicted;
	uint8_t n_names;
	struct known_name names[SNAP_NAMES];	/* most trusted first */
	char class[NAME_BYTES];
};

/* A session whose login is not told yet: see young.h. */
struct young {
	uint64_t connection;	/* its tag, 0 = none */
	int64_t begun_ns;
	uint32_t client, host;
};

struct client {
	struct client_key key;
	uint32_t device;
	struct face face;	/* behind a split device it stands alone */
	struct list_link link;	/* of its device, newest first */
	uint32_t first_account, n_accounts;
	uint32_t tried;		/* number in the pool, or POOL_NONE */
	uint32_t failures, successes, unknown, failed_connections;
	uint32_t lost_open, lost_users;	/* of accounts forgotten */
	/* Turned away: no verdict on its password, and why not. */
	uint32_t away;
	uint8_t away_reason, away_hint;
	char away_reply[REPLY_BYTES];	/* the last one */
	bool is_named;		/* as of a device, behind a split one */
	bool is_relay;		/* it sends others' mail on */
	bool is_former;		/* DHCP has given its MAC another address */
	uint64_t certainty;	/* sum of the failures' confidence_pct */
	uint64_t sessions, far_sessions;	/* far: to a public server */
	uint64_t connections[CLIENT_CONNECTIONS];	/* tags; a ring */
	uint32_t n_connections;
	int64_t seen_ns;	/* its last mail */
	int64_t first_ns, last_ns;	/* its failures */
};

struct account {
	uint32_t client;
	struct list_link link;	/* of its client, newest first */
	uint32_t host;
	uint32_t box;		/* POOL_NONE: TLS hides whose it is */
	struct list_link box_link;
	uint32_t first_login, n_logins;	/* as far as they are kept */
	/* Ever; and since when and until when it failed. */
	uint32_t failures, successes, unknown;
	int64_t first_ns, last_ns;
	uint32_t tagged;	/* failures whose secret can be compared */
	uint32_t repeats;	/* of these: the same as the failure before */
	uint64_t failed_tag;	/* the secret of the last failure, 0 = none */
	struct mailbox mailbox;
	struct endpoint server;
	enum proto proto;
	uint16_t program;	/* row of data/clients.c */
	char program_name[PROGRAM_BYTES];	/* where it has no row */
	uint64_t stack_tag;	/* its TLS program, 0 = none seen */
	char ja4[JA4_BYTES];
	uint64_t secret_tag;	/* of its last login, right or wrong */
	int64_t secret_ns;
	enum hint hint;		/* of its failures, the last that has one */
	char user[USER_BYTES];
	char right_user[USER_BYTES];	/* as it was spelled when it got in */
	char failed_mech[MECH_BYTES], right_mech[MECH_BYTES];
	char reply[REPLY_BYTES];	/* to its last failure */
};

/* One login, for as long as it is remembered. */
struct login {
	uint32_t account, host;
	struct list_link link, host_link;
	int64_t when_ns;	/* the moment that decided it */
	uint64_t seq;		/* of the event that told of it last */
	/* Keyed; 0 = not seen.  user_tag: as it was spelled. */
	uint64_t secret_tag, user_tag;
	uint64_t connection;	/* keyed: its two ends */
	uint32_t delay_ms;	/* before the answer */
	uint16_t mech;		/* keyed, 0 = hidden */
	uint16_t reply_bytes;	/* inferred: the verdict's, 0 = not exact */
	uint8_t outcome, reason, hint, confidence_pct;
	uint8_t form;		/* of the name: enum name_form */
	bool is_inferred, is_token;
	bool is_taught;		/* as in struct attempt */
	/* Inside TLS, and most likely let in, though nothing bears it out. */
	bool is_likely_ok;
	/* Inside TLS and untold: how likely it was refused, and is that borne
	 * out (struct attempt)? */
	bool is_borne_out;
	uint8_t failed_pct;
};

/* A time in which right passwords were refused. */
/* A host knows an office by its IPv4 address and by those of IPv6: what it
 * does to the ones says nothing of the others. */
enum family { FAMILY_ANY, FAMILY_V4, FAMILY_V6 };

struct episode {
	int64_t since_ns;	/* the first of these refusals; 0 = none yet */
	int64_t until_ns;	/* 0 = it holds */
	uint32_t record;	/* its number in the list of lockouts */
	bool is_lockout;	/* others' failures came before it */
	enum family family;	/* whom it meets */
};

/* The last ones, newest first. */
struct episodes {
	struct episode at[HOST_EPISODES];
};

enum service { SERVICE_SMTP, SERVICE_BOXES, SERVICES };

struct host {
	uint32_t first_login;
	uint32_t first_box;
	uint32_t n_servers;	/* that are it */
	uint32_t n_accounts;	/* at it */
	/* How long a refusal takes, as its log now says, where that has been
	 * asked for: see usual.h. */
	uint32_t usual_ms[SERVICES];	/* 0 = none that is long */
	bool has_usual[SERVICES];
	struct episodes refuses[SERVICES];
};

struct box {
	uint64_t tag;		/* the key: of the mailbox and its host */
	uint32_t host;
	struct list_link link;	/* of its host */
	uint32_t first_account;
	struct episodes locked;
};

struct server {
	struct endpoint at;	/* the key: 18 bytes, no padding */
	uint32_t host;
	enum proto proto;
	uint32_t failures, successes, unknown;
	uint64_t sessions;
	char name[NAME_BYTES];
};

struct address {
	struct ip ip;		/* the key */
	bool has_mac, has_mail_mac, is_router;
	uint8_t n_back;		/* times it went back to one that had it */
	struct mac mac;		/* who has it now */
	struct mac mail_mac;	/* who had it at its last mail */
	/* Whom DHCP gave it by way of mac, which is an extender's. */
	bool has_lease;
	struct mac lease_mac;
	uint8_t self_from;	/* enum news_from of self_name */
	char self_name[NAME_BYTES];	/* what its owner calls itself */
	char dns_name[NAME_BYTES];
};

/* What a client that failed has tried: keyed tags alone. */
struct tried {
	uint32_t client;
	uint32_t n_secrets, n_users;
	uint64_t secrets[TRIED_SECRETS];
	uint64_t users[TRIED_USERS];
	struct history history;
};

struct store {
	struct hash_key key;
	struct pool *devices, *clients, *accounts, *servers, *addresses;
	struct pool *tried, *logins, *hosts, *boxes;
	uint32_t n_young;
	struct young young[YOUNG_KEPT];	/* a ring */
	uint32_t n_failing;	/* suspects with a failure */
	uint32_t n_lost;	/* episodes forgotten while they held */
	uint32_t n_moved;	/* addresses that changed their device */
	struct ip moved;	/* the last of these */
	uint32_t n_mixed;	/* addresses that went to and fro */
	struct ip mixed;	/* the last of these */
	/* Secrets ever let in, by some bits of their tags. */
	uint64_t let_in[LET_IN_WORDS];
	bool has_self_names;	/* any address has ever had one */
	uint8_t hop_limit;	/* IPv6 hosts here start with so many; 0 */
};

/* 0, or -1 when there is no memory (then nothing is held). */
int	store_init(struct store *st, const struct limits *l,
	    const struct hash_key *key);
void	store_fini(struct store *st);
uint64_t	store_bytes(const struct limits *l);
/* Rows forgotten for want of room. */
uint64_t	store_evicted(const struct store *st);

/* The device at the client's end: by its MAC, else by its address. */
void	client_key_of(const struct who *w, struct client_key *key);

/* Found or made, and made the youngest. */
struct device	*store_device(struct store *st, const struct client_key *key);
struct device	*store_device_by_mac(struct store *st, const struct mac *m);
struct client	*store_client(struct store *st, struct device *d,
		    const struct ip *ip);
/* NULL if not known; not made younger. */
struct client	*store_find_client(const struct store *st,
		    const struct client_key *device, const struct ip *ip);
struct server	*store_server(struct store *st, const struct endpoint *at);
struct address	*store_address(struct store *st, const struct ip *ip);
/* A new account of this client, first in its list. */
struct account	*store_add_account(struct store *st, struct client *c);
/* What this client has tried, made if it has nothing yet. */
struct tried	*store_tried(struct store *st, struct client *c);

/* The clients of a device and the accounts of a client, newest first; NULL
 * after the last. */
struct client	*store_first_client(const struct store *st,
		    const struct device *d);
struct client	*store_next_client(const struct store *st,
		    const struct client *c);
struct account	*store_first_account(const struct store *st,
		    const struct client *c);
struct account	*store_next_account(const struct store *st,
		    const struct account *a);

/* The row of an address, or NULL; it is not made, and grows no younger. */
const struct address	*store_find_address(const struct store *st,
			    const struct ip *ip);
const struct tried	*store_find_tried(const struct store *st,
			    const struct client *c);

/* Is each client of the device ranked on its own, as behind a router? */
bool	device_is_split(const struct device *d);
/* From now on each client of the device is ranked on its own. */
void	store_split(struct store *st, struct device *d, bool as_gateway);
/* Forget who came to this site's server from the internet. */
void	store_forget_outsiders(struct store *st);
/* Count a failure of this client. */
void	store_count_failure(struct store *st, struct client *c);
/*
 * A failure of this client, if it is still counted, was none; its account has
 * been told already.
 */
void	store_uncount_failure(struct store *st, struct client *c,
	    uint8_t sure_pct);

#endif
