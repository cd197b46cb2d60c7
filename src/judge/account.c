/* Which account a login belongs to, however its mailbox is spelled. */

#include "judge/account.h"

#include <string.h>

#include "data/clients.h"
#include "judge/hosts.h"
#include "judge/server_name.h"

static void
respell_tried(struct store *st, const struct account *a,
    const struct mailbox *now)
{
	struct client *c = pool_at(st->clients, a->client);
	uint64_t old = mailbox_tag(&a->mailbox);
	struct tried *d;
	uint32_t i;

	if (c->tried == POOL_NONE)
		return;
	d = pool_at(st->tried, c->tried);
	for (i = 0; i < d->n_users; i++)
		if (d->users[i] == old)
			d->users[i] = mailbox_tag(now);
}

/*
 * Settle which account a spelling means, beside the others that this device
 * has used on this server: "anna" is anna@example.test when no other anna is
 * known, and the fuller spelling, once seen, holds for what came before.
 */
static void
settle_mailbox(struct store *st, const struct suspect *u,
    const struct endpoint *server, const char *user, struct mailbox *m)
{
	const char *name = server_firm_name(st, server);
	const struct account *firm = NULL;
	struct account *a;

	for (a = suspect_next_account(st, u, NULL); a != NULL;
	    a = suspect_next_account(st, u, a)) {
		if (a->mailbox.local != m->local || !a->mailbox.is_firm ||
		    !servers_alike_to(st, &a->server, server, name))
			continue;
		if (m->is_firm && a->mailbox.domain == m->domain)
			return;
		if (firm != NULL && firm->mailbox.domain != a->mailbox.domain)
			return;
		firm = a;
	}
	if (!m->is_firm) {
		if (firm != NULL)
			*m = firm->mailbox;
		return;
	}
	if (firm != NULL)
		return;
	for (a = suspect_next_account(st, u, NULL); a != NULL;
	    a = suspect_next_account(st, u, a)) {
		if (!mailbox_may_join(&a->mailbox, m) ||
		    !servers_alike_to(st, &a->server, server, name))
			continue;
		respell_tried(st, a, m);
		a->mailbox = *m;
		hosts_place(st, a);
		memcpy(a->user, user, sizeof a->user);
	}
}

struct account *
account_bind(struct store *st, const struct suspect *u, struct client *c,
    const struct event *ev)
{
	const struct attempt *at = &ev->u.login.attempt;
	struct mailbox m;
	struct account *a;

	mailbox_parse(&st->key, at->user, &m);
	if (m.local != 0)
		settle_mailbox(st, u, &ev->who.server, at->user, &m);
	for (a = store_first_account(st, c); a != NULL;
	    a = store_next_account(st, a)) {
		if (mailbox_equals(&a->mailbox, &m) &&
		    endpoint_equals(&a->server, &ev->who.server) &&
		    a->proto == at->proto && a->program == at->client &&
		    strcmp(a->program_name, at->program) == 0 &&
		    a->stack_tag == at->stack_tag) {
			pool_touch(st->accounts, a);
			hosts_place(st, a);
			return (a);
		}
	}
	a = store_add_account(st, c);
	a->mailbox = m;
	a->server = ev->who.server;
	a->proto = at->proto;
	a->program = at->client;
	memcpy(a->program_name, at->program, sizeof a->program_name);
	a->stack_tag = at->stack_tag;
	memcpy(a->ja4, ev->u.login.ja4, sizeof a->ja4);
	memcpy(a->user, at->user, sizeof a->user);
	hosts_place(st, a);
	return (a);
}

bool
account_is_at(const struct store *st, const struct account *a,
    const struct endpoint *at, const char *at_name)
{
	/* One mailbox with its domain, by IPv4 here and by IPv6 there. */
	return ((a->mailbox.is_firm &&
	    ip_is_v4(&a->server.ip) != ip_is_v4(&at->ip)) ||
	    servers_alike_to(st, &a->server, at, at_name));
}

const char *
account_program(const struct account *a)
{
	return (a->program != 0 ? client_name(a->program) : a->program_name);
}

bool
programs_alike(const struct account *a, const struct account *b)
{
	return (a->program == b->program &&
	    strcmp(a->program_name, b->program_name) == 0);
}
