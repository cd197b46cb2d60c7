/*
 * Which servers are one mail host, and which mailboxes it has.  Ports of one
 * address are one, and so are addresses of one name: a balancer's, or both
 * families'.
 */

#ifndef JUDGE_HOSTS_H
#define JUDGE_HOSTS_H

#include "judge/store.h"

/* The server has been made, or its name is new: find its host, or make it. */
void	hosts_bind(struct store *st, struct server *s);
/* The server is to be forgotten. */
void	hosts_unbind(struct store *st, struct server *s);

/* NULL when its server is forgotten. */
struct host	*account_host(const struct store *st, const struct account *a);
/* NULL when TLS hides the mailbox. */
struct box	*account_box(const struct store *st, const struct account *a);
/* The account's server has this host, its mailbox that box: after either has
 * changed. */
void	hosts_place(struct store *st, struct account *a);
/* The account is to be forgotten. */
void	hosts_displace(struct store *st, struct account *a);

/* Who uses the box; NULL after the last. */
struct account	*box_first(const struct store *st, const struct box *b);
struct account	*box_next(const struct store *st, const struct account *a);

enum service	service_of(enum proto proto);

/* Asserts what is always true of hosts and boxes; for tests. */
void	hosts_check(const struct store *st);

#endif
