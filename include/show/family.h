/* What kind of device it is, by what it and its maker are called. */

#ifndef SHOW_FAMILY_H
#define SHOW_FAMILY_H

#include "data/snapshot.h"

enum family {
	FAMILY_ANY, FAMILY_PHONE, FAMILY_PRINTER, FAMILY_NAS, FAMILY_ROUTER,
	FAMILY_COMPUTER,
	FAMILY_MAYBE_PRINTER	/* the maker has printers too */
};

/* Which mail fails: to be fetched, to be sent, or both. */
enum mail { MAIL_ANY, MAIL_IN, MAIL_OUT };

enum mail	family_mail(const struct snap_device *d);
/* vendor is the maker's name or "".  A hint: what is made of it has to stay
 * true if it is wrong. */
enum family	family_of(const struct snap_device *d, const char *vendor);

#endif
