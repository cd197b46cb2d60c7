/*
 * The causes' words: one row a cause, one a hint.  Which it is the judge has
 * weighed; here it is only said, with the names that make it plain.
 */

#include "show/causes.h"

#include "show/user.h"

enum { MACS_TOLD = 4 };

static void
say_stale(struct text *t, const struct snap_device *d, struct wording w)
{
	(void)w;
	text_add(t, d->is_outgoing ? " The same account reads mail well: only "
	    "its outgoing server (SMTP) has an old password." :
	    d->rating == RATING_SUSPECT ? " Perhaps an old or wrong password "
	    "is stored there." : " An old or wrong password is stored "
	    "there.");
}

static void
say_user_name(struct text *t, const struct snap_device *d, struct wording w)
{
	text_add(t, " Its password is right and its user name is not");
	if (d->right_user[0] != '\0') {
		text_add(t, ": as ");
		user_add(t, d->right_user, w.show_users, w.ascii);
		text_add(t, " the same password is let in");
	}
	text_add(t, ".");
}

static void
say_method(struct text *t, const struct snap_device *d, struct wording w)
{
	if (d->is_outgoing) {
		text_add(t, " Its password is right: the same one is let in "
		    "to read mail, and refused for sending.");
		return;
	}
	text_add(t, " Its password is right: the same one is let in");
	if (d->right_mech[0] != '\0') {
		text_add(t, " by ");
		text_add_wire(t, span_text(d->right_mech), w.ascii);
	} else
		text_add(t, " otherwise");
	if (d->wrong_mech[0] != '\0') {
		text_add(t, ", and refused by ");
		text_add_wire(t, span_text(d->wrong_mech), w.ascii);
	}
	text_add(t, ".");
}

/* One row a cause: in a few words, and in a sentence, or who says one. */
static const struct cause_row {
	const char *brief, *sentence;
	void (*say)(struct text *t, const struct snap_device *d,
	    struct wording w);
	bool has_hint;			/* what the server asks for is why */
} causes[] = {
	[CAUSE_UNKNOWN] = { "", "", NULL, true },
	[CAUSE_STALE_PASSWORD] = { "old password", "", say_stale, false },
	[CAUSE_WRONG_USER_NAME] = { "wrong user name", "", say_user_name,
	    false },
	[CAUSE_WRONG_METHOD] = { "wrong method", "", say_method, false },
	[CAUSE_FORGOTTEN_PASSWORD] = { "forgotten password", " Somebody types "
	    "passwords there, at a person's pace: the right one seems to be "
	    "forgotten.", NULL, false },
	[CAUSE_GUESSING] = { "guessing", " No person tries so many accounts or "
	    "passwords so fast: this is how malware guesses.", NULL, false },
	[CAUSE_ACCOUNT_CHANGED] = { "password was changed", " The password of "
	    "the account was changed, and it still sends the one that was "
	    "right before.", NULL, false },
	[CAUSE_EXPIRED_TOKEN] = { "sign-in expired", " Its sign-in (an OAuth "
	    "token) was refused, and no good login has followed.", NULL,
	    false },
	[CAUSE_OTHER_REMEDY] = { "no matter of the password", "", NULL, true },
	[CAUSE_NOT_ALLOWED] = { "login not allowed so", " The server takes no "
	    "login in this way, whatever the password.", NULL, true },
	[CAUSE_AUTOMATIC_SETTINGS] = { "automatic settings", " Apple Mail "
	    "tries other ports, methods and user names by itself, and the "
	    "host counts each of these tries.", NULL, false },
	[CAUSE_LOCKED_INSIDE] = { "locked out, though right", " Its password "
	    "is right: the host refuses it since others' failures.", NULL,
	    false },
	[CAUSE_PROBABLY_REFUSED] = { "probably refused", "", NULL, false },
	[CAUSE_SERVER_REFUSES_ALL] = { "the host refuses everybody", " Its "
	    "password is right: the host refuses everybody's.", NULL, false },
};

_Static_assert(sizeof causes / sizeof causes[0] == CAUSE_COUNT,
    "each cause has its row");

static const char *const hints[] = {
	[HINT_UNKNOWN] = "",
	[HINT_APP_PASSWORD] = "The server asks for an app password.",
	[HINT_WEB_LOGIN] = "The server asks for a login on the web page.",
	[HINT_PASSWORD_EXPIRED] = "The server says that the password has run "
	    "out.",
	[HINT_FULL_ADDRESS] = "The server asks for the full mail address as "
	    "user name.",
	[HINT_MAILBOX_DISABLED] = "The server says that the mailbox is "
	    "disabled, or is no more.",
	[HINT_SWITCHED_OFF] = "The server says that this is switched off for "
	    "the account.",
	[HINT_COUNTRY] = "The server refuses logins from this country or "
	    "place.",
	[HINT_LICENCE] = "The server says that the account has no licence for "
	    "it.",
	[HINT_NO_NAME] = "The user name that it sends is empty.",
	[HINT_TLS_FIRST] = "The server wants encryption (TLS) first.",
	[HINT_NOT_OFFERED] = "The server does not offer such a login here.",
	[HINT_CONNECTIONS] = "The server says that there are too many "
	    "connections.",
	[HINT_ACCOUNT_LOCKED] = "The server says that the account is locked.",
	[HINT_ADDRESS_LOCKED] = "The server says that the address is locked "
	    "out.",
	[HINT_TOKEN] = "The server refuses its sign-in (an OAuth token).",
	[HINT_MAILBOX_BUSY] = "The server says that the mailbox is in use.",
	[HINT_SERVER_TROUBLE] = "The server says that it is in trouble itself.",
};

_Static_assert(sizeof hints / sizeof hints[0] == HINT_COUNT,
    "each hint has its sentence");

static const struct cause_row *
row_of(enum cause v)
{
	return (&causes[v < CAUSE_COUNT ? v : CAUSE_UNKNOWN]);
}

const char *
cause_brief(enum cause v)
{
	return (row_of(v)->brief);
}

const char *
hint_sentence(enum hint v)
{
	return (hints[v < HINT_COUNT ? v : HINT_UNKNOWN]);
}

bool
cause_is_guessing(const struct snap_device *d)
{
	return (d->cause == CAUSE_GUESSING);
}

void
cause_add(struct text *t, const struct snap_device *d, struct wording w)
{
	const struct cause_row *c = row_of(d->cause);

	if (d->rating == RATING_MENDED) {
		if (c->brief[0] != '\0')
			text_addf(t, " The cause was: %s.", c->brief);
		return;
	}
	if (c->say != NULL)
		c->say(t, d, w);
	else
		text_add(t, c->sentence);
	if (c->has_hint && hint_sentence(d->hint)[0] != '\0')
		text_addf(t, " %s", hint_sentence(d->hint));
	if (d->excused > 0 && d->rating >= RATING_SUSPECT)
		text_addf(t, " %u of the failures %s the host's doing.",
		    d->excused, d->excused == 1 ? "was" : "were");
}

void
cause_add_good(struct text *t, const struct snap_device *d)
{
	char clock[WORDING_CLOCK_BYTES];

	if (d->good_since_ns == 0)
		return;
	wording_clock(d->good_since_ns, clock);
	text_addf(t, " Good again since %s.", clock);
}

void
cause_add_turned(struct text *t, const struct snap_device *d, struct wording w)
{
	const char *user = d->n_accounts > 0 ? d->accounts[0].user : "";

	if (d->turned_away == 0)
		return;
	text_addf(t, " Turned away %u time%s without a verdict", d->turned_away,
	    d->turned_away == 1 ? "" : "s");
	if (d->turned_reply[0] != '\0') {
		text_add(t, ": ");
		user_add_reply(t, d->turned_reply, user, w.show_users,
		    w.ascii);
	} else if (wording_reason(d->turned_reason)[0] != '\0')
		text_addf(t, ": %s", wording_reason(d->turned_reason));
}

void
cause_add_faces(struct text *t, const struct snap_device *d)
{
	char mac[MAC_TEXT_BYTES];
	uint32_t i, told = d->n_macs < MACS_TOLD ? d->n_macs : MACS_TOLD;

	if (d->n_macs < 2)
		return;
	text_addf(t, " It is one device with %u %saddresses (MACs):",
	    d->n_macs, d->mac_is_private ? "changing " : "");
	for (i = 0; i < told; i++) {
		mac_print(&d->macs[i], mac);
		text_addf(t, "%s %s", i == 0 ? "" : ",", mac);
	}
	if (d->n_macs > told)
		text_addf(t, " and %u more", d->n_macs - told);
	text_add(t, ".");
}
