/*
 * Why a device's logins fail: the explanations that compete, one row each.
 * judge/verdict.c weighs each against what was seen; the row says what it
 * expects of that, whom it accuses and what mends it.
 */

#ifndef DATA_EXPLANATIONS_H
#define DATA_EXPLANATIONS_H

#include <stdbool.h>

#include "data/words.h"

/* Where the reason lies. */
enum level { LEVEL_DEVICE, LEVEL_ACCOUNT, LEVEL_HOST };

/*
 * ROW(name, cause, level, accused, remedy, expects, source): name is that of
 * its weigher, weigh_NAME; accused, what is believed of a device that it
 * explains and whose failures nothing made good.
 */
#define EXPLANATIONS(ROW)						\
	ROW(stale_password, CAUSE_STALE_PASSWORD, LEVEL_DEVICE,		\
	    RATING_CULPRIT, REMEDY_NEW_PASSWORD,			\
	    "the same secret, refused again and again, accepted nowhere", \
	    "DOMAIN.md C.1: programs that keep a password")		\
	ROW(wrong_user_name, CAUSE_WRONG_USER_NAME, LEVEL_DEVICE,	\
	    RATING_CULPRIT, REMEDY_FULL_USER_NAME,			\
	    "the same secret is accepted under another form of the name", \
	    "a mail host takes the whole address or the name alone")	\
	ROW(wrong_method, CAUSE_WRONG_METHOD, LEVEL_DEVICE,		\
	    RATING_CULPRIT, REMEDY_OTHER_METHOD,			\
	    "the same secret is accepted by another mechanism or protocol", \
	    "mpop 1.4 at Cyrus 3.12: SCRAM-SHA-256-PLUS (run)")		\
	ROW(forgotten_password, CAUSE_FORGOTTEN_PASSWORD, LEVEL_DEVICE,	\
	    RATING_CULPRIT, REMEDY_ASK_PERSON,				\
	    "several secrets for one account, at the pace of a person",	\
	    "Thunderbird 153: asks after each refusal (run)")		\
	ROW(guessing, CAUSE_GUESSING, LEVEL_DEVICE,			\
	    RATING_CULPRIT, REMEDY_ISOLATE,				\
	    "many accounts, or secrets at a pace that no person has",	\
	    "DOMAIN.md E")						\
	ROW(other_remedy, CAUSE_OTHER_REMEDY, LEVEL_DEVICE,		\
	    RATING_CULPRIT, REMEDY_UNKNOWN,				\
	    "the server's words ask for something else",		\
	    "data/hints.c")						\
	ROW(not_allowed, CAUSE_NOT_ALLOWED, LEVEL_DEVICE,		\
	    RATING_CULPRIT, REMEDY_TLS,					\
	    "turned away before a password was judged",			\
	    "RFC 4954 4, RFC 3501 6.2.3: AUTH not offered, TLS first")	\
	ROW(expired_token, CAUSE_EXPIRED_TOKEN, LEVEL_DEVICE,		\
	    RATING_CULPRIT, REMEDY_SIGN_IN,				\
	    "OAuth tokens are refused, and no good login follows",	\
	    "RFC 7628 3.2.2: the error challenge")			\
	ROW(automatic_settings, CAUSE_AUTOMATIC_SETTINGS, LEVEL_DEVICE,	\
	    RATING_CULPRIT, REMEDY_UNTICK_AUTOMATIC,			\
	    "ports, mechanisms and forms of the name within a minute",	\
	    "Apple: Automatically manage connection settings")		\
	ROW(probably_refused, CAUSE_PROBABLY_REFUSED, LEVEL_DEVICE,	\
	    RATING_SUSPECT, REMEDY_NEW_PASSWORD,			\
	    "logins inside TLS, all answered as refusals most likely are", \
	    "a guess: nobody read the answers")				\
	ROW(account_changed, CAUSE_ACCOUNT_CHANGED, LEVEL_ACCOUNT,	\
	    RATING_CULPRIT, REMEDY_NEW_PASSWORD,			\
	    "several devices send one secret for one account in vain",	\
	    "a guess: it was not measured")				\
	ROW(locked_inside, CAUSE_LOCKED_INSIDE, LEVEL_ACCOUNT,		\
	    RATING_VICTIM, REMEDY_WAIT,					\
	    "what had got in is refused, after others' failures",	\
	    "cPHulk; account locks of Exchange, Active Directory")	\
	ROW(server_refuses_all, CAUSE_SERVER_REFUSES_ALL, LEVEL_HOST,	\
	    RATING_VICTIM, REMEDY_ASK_HOST,				\
	    "what had got in is refused, of everybody, or for a while",	\
	    "perdition 2.2 before a lost backend (run)")

/* What the row expects to be seen, and where that is known from; "" where no
 * row explains. */
const char	*explanation_expects(enum cause cause);
const char	*explanation_source(enum cause cause);
enum level	explanation_level(enum cause cause);
/* Of a device that it explains; RATING_SUSPECT where no row does. */
enum rating	explanation_accused(enum cause cause);
enum remedy	explanation_remedy(enum cause cause);
/* What mends what a server's words ask for. */
enum remedy	hint_remedy(enum hint hint);
/* Do they ask for something else than the right password? */
bool	hint_is_other_remedy(enum hint hint);

#endif
