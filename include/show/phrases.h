/*
 * A device's failed logins in words: as whom, where, with what passwords.
 */

#ifndef SHOW_PHRASES_H
#define SHOW_PHRASES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "data/snapshot.h"
#include "show/wording.h"

/* A protocol's name: "IMAP"; "mail" when it is unknown. */
const char	*phrases_proto(enum proto proto);
/* Adds "mail.example.test (203.0.113.10:143)". */
void	phrases_server(struct text *t, const struct snap_server *s, bool ascii);

/* Are the device's failures of several accounts, each told for itself? */
bool	phrases_is_list(const struct snap_device *d);
/* Adds " as anna, the same password each time, IMAP to ...": of all of them at
 * once. */
void	phrases_logins(struct text *t, const struct snap_device *d,
	    struct wording w);
/* Adds "3 as anna, IMAP to ...; 2 as bert, SMTP to ..., and 4 more accounts" */
void	phrases_each(struct text *t, const struct snap_device *d,
	    struct wording w);
/* "anna, b***@b.test (2 accounts) and 4 more": the failing accounts, at most
 * so many by name. */
void	phrases_accounts(struct text *t, const struct snap_device *d,
	    struct wording w, uint32_t most);
/* Those that are still to be mended: no good login, or not the last one.
 * False when none of them is known by name. */
bool	phrases_accounts_open(struct text *t, const struct snap_device *d,
	    struct wording w);
/* Accounts in all, also those that the device's list has no room for. */
uint32_t	phrases_n_accounts(const struct snap_device *d);
/*
 * Accounts that masked look the same are told together if same says so
 * (NULL: always).  How many are those of account i, 0 when one before it is
 * among them; *sum is account i with the counts of all.
 */
typedef bool	phrases_same(const struct snap_account *a,
	    const struct snap_account *b);
uint32_t	phrases_alike(const struct snap_device *d, uint32_t i,
	    struct wording w, phrases_same *same, struct snap_account *sum);
/* Adds "mail.example.test:143, 203.0.113.7:587 and 1 more" */
void	phrases_places(struct text *t, const struct snap_device *d,
	    struct wording w, uint32_t most);

/* Adds ", one every 5m or so", ", within 47s", or nothing. */
void	phrases_often(struct text *t, const struct snap_device *d);
/* Does it still fail, as far as its beat tells, where what is known ends? */
bool	phrases_goes_on(const struct snap_device *d, const struct snapshot *s);

#endif
