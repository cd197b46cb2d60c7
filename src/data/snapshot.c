/* What every reader of a snapshot asks of it. */

#include "data/snapshot.h"

#include <stddef.h>
#include <string.h>

bool
snap_device_owns_mac(const struct snap_device *d)
{
	return (d->has_mac && !d->is_by_address);
}

bool
snap_client_is_named(const struct snap_client *c)
{
	return (c->name[0] != '\0' &&
	    strncmp(c->name, "with JA4 ", 9) != 0);
}

/* One program has many faces, IMAP's and SMTP's: only a name tells there. */
static bool
is_another(const struct snap_client *a, const struct snap_client *b)
{
	return (strcmp(a->name, b->name) != 0 && (a->proto == b->proto ||
	    (snap_client_is_named(a) && snap_client_is_named(b))));
}

bool
snap_device_programs(const struct snap_device *d,
    const struct snap_client **wrong, const struct snap_client **right)
{
	uint32_t i, failures = 0;

	*wrong = *right = NULL;
	for (i = 0; i < d->n_clients; i++) {
		const struct snap_client *c = &d->clients[i];

		if (c->failures == 0)
			continue;
		if (c->successes > 0 || (*wrong != NULL &&
		    strcmp(c->name, (*wrong)->name) != 0))
			return (false);
		*wrong = *wrong == NULL ? c : *wrong;
		failures += c->failures;
	}
	for (i = 0; i < d->n_clients && *wrong != NULL; i++) {
		const struct snap_client *c = &d->clients[i];

		if (c->successes > 0 && c->failures == 0 &&
		    is_another(c, *wrong) && *right == NULL)
			*right = c;
	}
	/* Behind a router it may be another device as well. */
	return (*right != NULL && failures == d->failures &&
	    !d->is_by_address &&
	    (d->n_accounts == 0 || d->accounts[0].successes > 0));
}

const struct snap_note *
snapshot_unfit(const struct snapshot *s)
{
	uint32_t i;

	for (i = 0; i < s->capture.n_notes; i++)
		if (s->capture.notes[i].is_unfit)
			return (&s->capture.notes[i]);
	return (NULL);
}

/* 0 says that there is none. */
static void
stamp_move(int64_t *ns, int64_t by_ns)
{
	if (*ns != 0)
		*ns += by_ns;
}

static void
lockout_move(struct snap_lockout *l, int64_t by_ns)
{
	stamp_move(&l->answered_ns, by_ns);
	stamp_move(&l->since_ns, by_ns);
	stamp_move(&l->tried_ns, by_ns);
	stamp_move(&l->until_ns, by_ns);
	stamp_move(&l->failed_ns, by_ns);
}

void
snapshot_move(struct snapshot *s, int64_t by_ns)
{
	uint32_t i, j;

	for (i = 0; i < s->n_servers; i++)
		stamp_move(&s->servers[i].since_ns, by_ns);
	for (i = 0; i < s->n_lockouts; i++)
		lockout_move(&s->lockouts[i], by_ns);
	stamp_move(&s->as_of_ns, by_ns);
	stamp_move(&s->capture.first_ns, by_ns);
	stamp_move(&s->capture.last_ns, by_ns);
	for (i = 0; i < s->n_devices; i++) {
		struct snap_device *d = &s->devices[i];

		stamp_move(&d->first_ns, by_ns);
		stamp_move(&d->last_ns, by_ns);
		for (j = 0; j < SNAP_ACCOUNTS; j++)
			stamp_move(&d->accounts[j].last_failure_ns, by_ns);
		for (j = 0; j < d->n_logins; j++)
			stamp_move(&d->logins[j].when_ns, by_ns);
		for (j = 0; j < SNAP_SPANS; j++)
			bins_move(&d->failed_in[j], by_ns);
	}
}
