/*
 * What the ledger remembers, and how it is found again.  Four kinds of book,
 * each a pool:
 *
 *	device (MAC) -> clients (MAC, IP) -> accounts: the clients
 *	server (IP, port)
 *	address (IP): whose it is, what it is called
 *	tried: of a host that failed: its secrets, its users, its history
 *
 * A host is the leaf to which everything is booked, because a MAC that turns
 * out to be a router's must be split again.  Shared by the rooms of judge/
 * alone.
 */

#ifndef JUDGE_STORE_H
#define JUDGE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/hash.h"
#include "base/pool.h"
#include "data/event.h"
#include "data/limits.h"
#include "data/news.h"
#include "data/snapshot.h"
#include "judge/history.h"
#include "judge/mailbox.h"
#include "judge/tally.h"

enum {
	CLIENT_ACCOUNTS = 48,	/* programs x accounts of one host */
	DEVICE_CLIENTS = 48,	/* of one device; IPv6 addresses change daily */
	TRIED_SECRETS = 64,	/* then "many" */
	TRIED_USERS = 64,
	CLIENT_CONNECTIONS = 4,	/* failed ones kept apart at a time */
	ROUTER_CLIENTS = 5	/* private addresses at once (UX 1.7) */
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

/* What a device's forgotten addresses did. */
struct evicted {
	uint32_t failures, successes, unknown, failed_connections;
	uint32_t open, open_users;
	uint64_t certainty;
	int64_t first_ns, last_ns;
};

struct device {
	struct client_key key;
	uint32_t first_client, n_clients;
	uint32_t failures;
	uint64_t sessions;
	uint64_t hops, directs;	/* sessions by what the TTL tells */
	bool is_gateway, is_router, is_named;
	struct evicted evicted;
	uint8_t n_names;
	struct known_name names[SNAP_NAMES];	/* most trusted first */
	char class[NAME_BYTES];
};

struct client {
	struct client_key key;
	uint32_t device, next, prev;	/* newest first */
	uint32_t first_account, n_accounts;
	uint32_t tried;
	uint32_t failures, successes, unknown, failed_connections;
	uint32_t lost_open, lost_users;	/* of accounts forgotten */
	bool is_named;
	bool is_former;		/* DHCP has given its MAC another address */
	uint64_t certainty;
	uint64_t sessions, far_sessions;	/* far: to a public server */
	uint64_t connections[CLIENT_CONNECTIONS];
	uint32_t n_connections;
	int64_t seen_ns;	/* its last mail */
	int64_t first_ns, last_ns;	/* its failures */
};

struct account {
	uint32_t client, next;
	struct mailbox mailbox;
	struct endpoint server;
	enum proto proto;
	uint16_t program;	/* row of data/clients.c */
	uint64_t stack_tag;	/* its TLS program, 0 = none seen */
	char ja4[JA4_BYTES];
	uint64_t secret_tag;	/* of its last login, right or wrong */
	int64_t secret_ns;
	struct tally tally;
	char user[USER_BYTES];
	char reply[REPLY_BYTES];	/* to its last failure */
};

struct server {
	struct endpoint at;	/* the key: 18 bytes, no padding */
	enum proto proto;
	uint32_t failures, successes, unknown;
	uint64_t sessions;
	char name[NAME_BYTES];
};

struct address {
	struct ip ip;		/* the key */
	bool has_mac, has_mail_mac, is_router;
	struct mac mac;		/* who has it now */
	struct mac mail_mac;	/* who had it at its last mail */
	uint8_t self_from;
	char self_name[NAME_BYTES];	/* what its owner calls itself */
	char dns_name[NAME_BYTES];
};

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
	struct pool *tried;
	uint32_t n_failing;
	uint32_t n_moved;
	struct ip moved;
	bool has_self_names;	/* any address has ever had one */
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
/* The host's tried, made if it has none. */
struct tried	*store_tried(struct store *st, struct client *c);

/* NULL if not known; nothing is made or touched. */
const struct address	*store_find_address(const struct store *st,
			    const struct ip *ip);
/*
 * One server, as far as is known: the same name, or the same address.  What
 * has no name may be the other address family of one that has.
 */
bool	store_servers_alike(const struct store *st, const struct endpoint *x,
	    const struct endpoint *y);
/* As it calls itself, else by DNS; out stays as it is if neither is known. */
void	store_server_name(const struct store *st, const struct endpoint *at,
	    char out[NAME_BYTES]);
const struct tried	*store_find_tried(const struct store *st,
			    const struct client *c);

/* Its clients answer each for itself. */
bool	device_is_split(const struct device *d);
/* From now on they do. */
void	store_split(struct store *st, struct device *d, bool as_gateway);
/* Count a failure of this client. */
void	store_count_failure(struct store *st, struct client *c);
/*
 * One of them, as much as is left of it, was none: its account knows already.
 */
void	store_uncount_failure(struct store *st, struct client *c,
	    uint8_t sure_pct);

#endif
