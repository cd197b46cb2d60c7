/*
 * A device's failed logins in words: as whom, where, with what passwords.
 */

#ifndef SHOW_HOW_H
#define SHOW_HOW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "data/snapshot.h"

struct wording {
	bool show_users, ascii;
};

/* "IMAP"; "mail" when unknown. */
const char	*how_proto(enum proto proto);
/* "mail.example.test (203.0.113.10:143)" */
void	how_server(struct text *t, const struct snap_server *s, bool ascii);

/* Its failures are not all of one account: each is told for itself. */
bool	how_is_list(const struct snap_device *d);
/* " as anna, the same password each time, IMAP to ..."; for all at once. */
void	how_logins(struct text *t, const struct snap_device *d,
	    struct wording w);
/* "3 as anna, IMAP to ...; 2 as bert, SMTP to ..., and 4 more accounts" */
void	how_each(struct text *t, const struct snap_device *d,
	    struct wording w);
/* "anna, bert and 4 more": the failing accounts, at most so many by name. */
void	how_accounts(struct text *t, const struct snap_device *d,
	    struct wording w, uint32_t most);
/* "mail.example.test:143, 203.0.113.7:587 and 1 more" */
void	how_places(struct text *t, const struct snap_device *d,
	    struct wording w, uint32_t most);

/* ", one every 5m or so", ", within 47s", or nothing. */
void	how_often(struct text *t, const struct snap_device *d);

#endif
