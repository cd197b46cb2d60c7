/*
 * What the ledger remembers, and how it is found again.  Four kinds of book,
 * each a pool:
 *
 *	device (MAC) -> hosts (MAC, IP) -> accounts: the clients
 *	server (IP, port)
 *	address (IP): whose it is, what it is called
 *	dossier: of a host that failed: its secrets, its users, its history
 *
 * A host is the leaf to which everything is booked, because a MAC that turns
 * out to be a router's must be split again.  Shared by the rooms of judge/
 * alone.
 */

#ifndef JUDGE_BOOKS_H
#define JUDGE_BOOKS_H

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
	HOST_ACCOUNTS = 48,	/* programs x accounts of one host */
	DEVICE_HOSTS = 48,	/* of one device; IPv6 addresses change daily */
	DOSSIER_SECRETS = 64,	/* then "many" */
	DOSSIER_USERS = 64,
	HOST_CONNECTIONS = 4,	/* failed ones kept apart at a time */
	ROUTER_HOSTS = 5	/* private addresses at once (UX 1.7) */
};

/* By MAC (ip zero), by MAC and IP, or by IP (no MAC).  No padding: hashed. */
struct leaf_key {
	struct mac mac;
	uint8_t has_mac, zero;
	struct ip ip;
};

struct known_name {
	uint8_t from;		/* enum news_from, the trust */
	char text[NAME_BYTES];
};

/* What a device's forgotten addresses did. */
struct past {
	uint32_t failures, successes, unknown, failed_connections;
	uint32_t open, open_users;
	uint64_t certainty;
	int64_t first_ns, last_ns;
};

struct device {
	struct leaf_key key;
	uint32_t first_host, n_hosts;
	uint32_t failures;
	uint64_t sessions;
	uint64_t hops, directs;	/* sessions by what the TTL tells */
	bool is_gateway, is_router, is_named;
	struct past past;
	uint8_t n_names;
	struct known_name names[SNAP_NAMES];	/* most trusted first */
	char class[NAME_BYTES];
};

struct host {
	struct leaf_key key;
	uint32_t device, next, prev;	/* newest first */
	uint32_t first_account, n_accounts;
	uint32_t dossier;
	uint32_t failures, successes, unknown, failed_connections;
	uint32_t lost_open, lost_users;	/* of accounts forgotten */
	bool is_named;
	bool is_former;		/* DHCP has given its MAC another address */
	uint64_t certainty;
	uint64_t sessions, far_sessions;	/* far: to a public server */
	uint64_t connections[HOST_CONNECTIONS];
	uint32_t n_connections;
	int64_t seen_ns;	/* its last mail */
	int64_t first_ns, last_ns;	/* its failures */
};

struct account {
	uint32_t host, next;
	struct mailbox mailbox;
	struct endpoint server;
	enum proto proto;
	uint16_t client;
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

struct dossier {
	uint32_t host;
	uint32_t n_secrets, n_users;
	uint64_t secrets[DOSSIER_SECRETS];
	uint64_t users[DOSSIER_USERS];
	struct history history;
};

struct books {
	struct hash_key key;
	struct pool *devices, *hosts, *accounts, *servers, *addresses;
	struct pool *dossiers;
	uint32_t n_failing;
	uint32_t n_moved;
	struct ip moved;
	bool has_self_names;	/* any address has ever had one */
};

/* 0, or -1 when there is no memory (then nothing is held). */
int	books_init(struct books *b, const struct limits *l,
	    const struct hash_key *key);
void	books_fini(struct books *b);
uint64_t	books_bytes(const struct limits *l);
/* Rows forgotten for want of room. */
uint64_t	books_evicted(const struct books *b);

/* The device at the client's end: by its MAC, else by its address. */
void	leaf_key_of(const struct who *w, struct leaf_key *key);

/* Found or made, and made the youngest. */
struct device	*books_device(struct books *b, const struct leaf_key *key);
struct device	*books_device_by_mac(struct books *b, const struct mac *m);
struct host	*books_host(struct books *b, struct device *d,
		    const struct ip *ip);
/* NULL if not known; not made younger. */
struct host	*books_find_host(const struct books *b,
		    const struct leaf_key *device, const struct ip *ip);
struct server	*books_server(struct books *b, const struct endpoint *at);
struct address	*books_address(struct books *b, const struct ip *ip);
/* A new account of this host, first in its list. */
struct account	*books_add_account(struct books *b, struct host *h);
/* The host's dossier, made if it has none. */
struct dossier	*books_dossier(struct books *b, struct host *h);

/* NULL if not known; nothing is made or touched. */
const struct address	*books_find_address(const struct books *b,
			    const struct ip *ip);
/*
 * One server, as far as is known: the same name, or the same address.  What
 * has no name may be the other address family of one that has.
 */
bool	books_servers_alike(const struct books *b, const struct endpoint *x,
	    const struct endpoint *y);
/* As it calls itself, else by DNS; out stays as it is if neither is known. */
void	books_server_name(const struct books *b, const struct endpoint *at,
	    char out[NAME_BYTES]);
const struct dossier	*books_find_dossier(const struct books *b,
			    const struct host *h);

/* Its hosts answer each for itself. */
bool	device_is_split(const struct device *d);
/* From now on they do. */
void	books_split(struct books *b, struct device *d, bool as_gateway);
/* Count a failure of this host. */
void	books_count_failure(struct books *b, struct host *h);
/*
 * One of them, as much as is left of it, was none: its account knows already.
 */
void	books_uncount_failure(struct books *b, struct host *h,
	    uint8_t sure_pct);

#endif
