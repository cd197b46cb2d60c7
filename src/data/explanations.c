/* The rows of EXPLANATIONS, and what mends what servers ask for. */

#include "data/explanations.h"

#include <stdbool.h>
#include <stddef.h>

struct explanation {
	enum level level;
	enum rating accused;
	enum remedy remedy;
	const char *expects, *source;
};

static const struct explanation rows[CAUSE_COUNT] = {
#define ROW(name, cause, level, accused, remedy, expects, source)	\
	[cause] = { level, accused, remedy, expects, source },
	EXPLANATIONS(ROW)
#undef ROW
};

/* In the order of enum hint; UNKNOWN: a password may mend it, or nothing of
 * the device. */
static const enum remedy by_hint[HINT_COUNT] = {
	[HINT_APP_PASSWORD] = REMEDY_APP_PASSWORD,
	[HINT_WEB_LOGIN] = REMEDY_WEB_LOGIN,
	[HINT_PASSWORD_EXPIRED] = REMEDY_RENEW_PASSWORD,
	[HINT_FULL_ADDRESS] = REMEDY_FULL_USER_NAME,
	[HINT_MAILBOX_DISABLED] = REMEDY_REMOVE_ACCOUNT,
	[HINT_SWITCHED_OFF] = REMEDY_SWITCHED_ON,
	[HINT_COUNTRY] = REMEDY_COUNTRY,
	[HINT_LICENCE] = REMEDY_LICENCE,
	[HINT_NO_NAME] = REMEDY_CREDENTIALS,
	[HINT_TLS_FIRST] = REMEDY_TLS,
	[HINT_NOT_OFFERED] = REMEDY_TLS,
	[HINT_CONNECTIONS] = REMEDY_FEWER_CONNECTIONS,
	[HINT_ACCOUNT_LOCKED] = REMEDY_WAIT,
	[HINT_ADDRESS_LOCKED] = REMEDY_WAIT,
	[HINT_TOKEN] = REMEDY_SIGN_IN,
	[HINT_MAILBOX_BUSY] = REMEDY_OTHER_PROGRAM,
	[HINT_SERVER_TROUBLE] = REMEDY_WAIT,
};

static const struct explanation *
row_of(enum cause cause)
{
	return ((size_t)cause < CAUSE_COUNT && rows[cause].expects != NULL ?
	    &rows[cause] : NULL);
}

const char *
explanation_expects(enum cause cause)
{
	const struct explanation *r = row_of(cause);

	return (r == NULL ? "" : r->expects);
}

const char *
explanation_source(enum cause cause)
{
	const struct explanation *r = row_of(cause);

	return (r == NULL ? "" : r->source);
}

enum level
explanation_level(enum cause cause)
{
	const struct explanation *r = row_of(cause);

	return (r == NULL ? LEVEL_DEVICE : r->level);
}

enum rating
explanation_accused(enum cause cause)
{
	const struct explanation *r = row_of(cause);

	return (r == NULL ? RATING_SUSPECT : r->accused);
}

enum remedy
explanation_remedy(enum cause cause)
{
	const struct explanation *r = row_of(cause);

	return (r == NULL ? REMEDY_UNKNOWN : r->remedy);
}

enum remedy
hint_remedy(enum hint hint)
{
	return ((size_t)hint < HINT_COUNT ? by_hint[hint] : REMEDY_UNKNOWN);
}

bool
hint_is_other_remedy(enum hint hint)
{
	switch (hint_remedy(hint)) {
	case REMEDY_UNKNOWN:
	case REMEDY_WAIT:
	case REMEDY_SIGN_IN:
	case REMEDY_TLS:
		return (false);
	default:
		return (true);
	}
}
