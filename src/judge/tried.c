/*
 * Which secrets and users a device has tried: is it the same again?  They are
 * known by keyed tags alone.
 */

#include "judge/tried.h"

#include "judge/account.h"
#include "judge/server_name.h"

enum secret
tried_compare(const struct store *st, const struct suspect *u,
    struct account *mine, const struct event *ev)
{
	uint64_t tag = ev->u.login.attempt.secret_tag;
	const struct account *a, *last = NULL;
	const char *name = NULL;
	enum secret found = SECRET_FIRST;

	if (tag == 0)
		return (SECRET_UNKNOWN);
	for (a = suspect_next_account(st, u, NULL); a != NULL;
	    a = suspect_next_account(st, u, a)) {
		if (a->secret_tag == 0 ||
		    (last != NULL && a->secret_ns <= last->secret_ns) ||
		    !mailbox_equals(&a->mailbox, &mine->mailbox))
			continue;
		if (name == NULL)
			name = server_firm_name(st, &mine->server);
		if (account_is_at(st, a, &mine->server, name))
			last = a;
	}
	if (last != NULL)
		found = last->secret_tag == tag ?
		    SECRET_REPEATED : SECRET_CHANGED;
	mine->secret_tag = tag;
	mine->secret_ns = ev->when_ns;
	return (found);
}

static bool
holds_or_is_full(const uint64_t *tags, uint32_t n, uint32_t max, uint64_t tag)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		if (tags[i] == tag)
			return (true);
	return (tag == 0 || n == max);
}

bool
tried_is_new(const struct store *st, const struct client *c, uint64_t user,
    uint64_t secret)
{
	const struct tried *d = store_find_tried(st, c);

	return (d == NULL ||
	    !holds_or_is_full(d->users, d->n_users, TRIED_USERS, user) ||
	    !holds_or_is_full(d->secrets, d->n_secrets, TRIED_SECRETS,
	    secret));
}

void
tried_add(struct tried *d, uint64_t user, uint64_t secret)
{
	uint32_t i;

	for (i = 0; i < d->n_users && user != 0; i++)
		if (d->users[i] == user)
			break;
	if (user != 0 && i == d->n_users && i < TRIED_USERS)
		d->users[d->n_users++] = user;
	if (secret == 0)
		return;
	for (i = 0; i < d->n_secrets; i++)
		if (d->secrets[i] == secret)
			return;
	if (d->n_secrets < TRIED_SECRETS)
		d->secrets[d->n_secrets++] = secret;
}

void
tried_keep(struct store *st, const struct client *c, const struct event *ev)
{
	struct tried *d;

	if (c->tried == POOL_NONE)
		return;
	d = pool_at(st->tried, c->tried);
	history_add(&d->history, ev);
}
