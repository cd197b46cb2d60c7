/*
 * A second program that keeps an old password of its own is the commonest
 * reason for failures that nobody can explain: mail works all the while.
 */

#include "judge/programs.h"

#include <string.h>

/* One program has many faces, IMAP's and SMTP's: only a name tells there. */
static bool
is_another(const struct snap_client *a, const struct snap_client *b)
{
	return (strcmp(a->name, b->name) != 0 && (a->proto == b->proto ||
	    (a->is_named && b->is_named)));
}

/* The first that fails, if no other one does and it never logs in. */
static bool
find_wrong(struct snap_device *row)
{
	const struct snap_client *wrong = NULL;
	uint32_t i, failures = 0;

	for (i = 0; i < row->n_clients; i++) {
		const struct snap_client *c = &row->clients[i];

		if (c->failures == 0)
			continue;
		if (c->successes > 0 || (wrong != NULL &&
		    strcmp(c->name, wrong->name) != 0))
			return (false);
		if (wrong == NULL) {
			wrong = c;
			row->wrong_program = (uint8_t)i;
		}
		failures += c->failures;
	}
	return (wrong != NULL && failures == row->failures);
}

static bool
find_right(struct snap_device *row)
{
	uint32_t i;

	for (i = 0; i < row->n_clients; i++) {
		const struct snap_client *c = &row->clients[i];

		if (c->successes == 0 || c->failures > 0 ||
		    !is_another(c, &row->clients[row->wrong_program]))
			continue;
		row->right_program = (uint8_t)i;
		return (true);
	}
	return (false);
}

void
programs_judge(struct snap_device *row)
{
	/* Behind a router the other one may be another device's as well, and
	 * what logs in fine must have done so with the account that fails. */
	row->has_wrong_program = !row->is_by_address &&
	    (row->n_accounts == 0 || row->accounts[0].successes > 0) &&
	    find_wrong(row) && find_right(row);
}
