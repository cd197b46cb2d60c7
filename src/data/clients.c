/*
 * Mail programs by what they say of themselves (DOMAIN.md C.2).
 *
 * Three signs, the surest last: the style of the IMAP tags, the name in EHLO,
 * the IMAP ID.  A name that ends in "?" is a guess: others do the same.  The
 * order matters where forms overlap; the first row that fits is taken.
 */

#include "data/clients.h"

#include <stdbool.h>
#include <string.h>

enum sign {
	SIGN_NONE, SIGN_TAG, SIGN_LOWER_TAG, SIGN_EHLO, SIGN_LOWER_EHLO,
	SIGN_ID, SIGN_MAIL, SIGN_PIPED
};

enum {
	WEIGHT_TAG = 1,
	WEIGHT_EHLO = 2,
	WEIGHT_ID = 3
};

struct client {
	enum sign sign;
	/*
	 * SIGN_TAG: the whole tag: U a letter A-Z, l a-z, P A-P, 9 a digit,
	 * # one or more digits, others themselves.  SIGN_LOWER_TAG: the same,
	 * and the command in lower case.  SIGN_EHLO: the beginning of what
	 * follows the command, case as sent.  SIGN_LOWER_EHLO: the same, and
	 * the command in lower case.  SIGN_ID: held by the list, any case.
	 * SIGN_MAIL: the beginning of the line MAIL behind a refused login,
	 * case as sent.  SIGN_PIPED: the same, with RCPT and DATA behind it
	 * before anything is answered.
	 */
	const char *form;
	const char *name;
	int weight;
	const char *source;
};

#define SEEN	"seen in labelled captures (pcaps/)"

static const struct client clients[] = {
	{ SIGN_NONE, "", "", 0, "" },

	{ SIGN_ID, "\"name\" \"Thunderbird\"", "Thunderbird", WEIGHT_ID,
	    "DOMAIN C.2: mozilla/releases-comm-central" },
	{ SIGN_ID, "\"name\" \"iPhone Mail\"", "Apple Mail (iPhone)", WEIGHT_ID,
	    "DOMAIN C.2: ids 29501021353, 26611233972" },
	{ SIGN_ID, "\"name\" \"iPad Mail\"", "Apple Mail (iPad)", WEIGHT_ID,
	    "guess after the iPhone's" },
	{ SIGN_ID, "\"name\" \"com.apple.email.maild\"", "Apple Mail (iOS)",
	    WEIGHT_ID, "DOMAIN C.2: id 38874269791" },
	{ SIGN_ID, "\"name\" \"Mac OS X Mail\"", "Apple Mail (macOS)",
	    WEIGHT_ID, "DOMAIN C.2: id 28375659481" },
	{ SIGN_ID, "x-android-device-model", "Android Mail (Samsung, AOSP)",
	    WEIGHT_ID, "DOMAIN C.2: AOSP Email, id 23327300633" },
	{ SIGN_ID, "\"name\" \"OfflineIMAP\"", "OfflineIMAP", WEIGHT_ID, SEEN },
	{ SIGN_ID, "\"name\" \"FairEmail\"", "FairEmail", WEIGHT_ID, "guess" },
	{ SIGN_ID, "\"name\" \"K-9", "K-9 Mail", WEIGHT_ID, "guess" },
	{ SIGN_ID, "\"name\" \"Evolution\"", "Evolution", WEIGHT_ID, "guess" },
	{ SIGN_ID, "\"name\" \"mutt\"", "mutt", WEIGHT_ID, "guess" },
	{ SIGN_ID, "\"name\" \"NeoMutt\"", "NeoMutt", WEIGHT_ID, "guess" },
	{ SIGN_ID, "\"name\" \"Roundcube", "Roundcube", WEIGHT_ID, "guess" },
	{ SIGN_ID, "\"name\" \"Microsoft Outlook\"", "Outlook", WEIGHT_ID,
	    "guess" },

	{ SIGN_EHLO, "smtpclient.apple", "Apple Mail", WEIGHT_EHLO,
	    "DOMAIN C.2: id 67262095291" },
	{ SIGN_EHLO, "ehlo.thunderbird.net", "Thunderbird (Android)",
	    WEIGHT_EHLO, "DOMAIN C.2: thunderbird-android" },
	{ SIGN_EHLO, "NPI", "HP printer", WEIGHT_EHLO,
	    "DOMAIN C.2: mailcow-dockerized-docs#455" },
	{ SIGN_EHLO, "XC-", "Xerox printer", WEIGHT_EHLO,
	    "DOMAIN C.2: JustinIven/smtp-oauth-relay#57" },
	{ SIGN_EHLO, "[", "Thunderbird or MailKit?", WEIGHT_EHLO,
	    "DOMAIN C.2: nsSmtp, MailKit#761" },
	{ SIGN_EHLO, "DESKTOP-", "Windows program?", WEIGHT_EHLO,
	    "guess: Outlook says the computer's name" },
	{ SIGN_EHLO, "LAPTOP-", "Windows program?", WEIGHT_EHLO,
	    "guess: Outlook says the computer's name" },
	{ SIGN_EHLO, "localhost", "msmtp?", WEIGHT_TAG, SEEN },
	{ SIGN_LOWER_EHLO, "", "Python smtplib", WEIGHT_TAG,
	    "CPython Lib/smtplib.py says \"ehlo\"; " SEEN },

	/* Relays.  dma goes on without a login as well, but so may others. */
	{ SIGN_MAIL, "MAIL From:<", "Sendmail", WEIGHT_ID,
	    "RUNS R3: 8.18.1; its usersmtp.c" },
	{ SIGN_PIPED, "MAIL FROM:<", "Exim", WEIGHT_ID,
	    "RUNS R2, R8: 4.98.2, hosts_try_auth" },

	{ SIGN_TAG, "#.#", "Apple Mail", WEIGHT_TAG,
	    "DOMAIN C.2: ids 22008127614, 29501021353" },
	{ SIGN_TAG, "PPPP#", "Python imaplib", WEIGHT_TAG,
	    "DOMAIN C.2; " SEEN },
	{ SIGN_TAG, "TAG#", "RainLoop", WEIGHT_TAG, "DOMAIN C.2" },
	{ SIGN_TAG, "A9999", "fetchmail", WEIGHT_TAG, SEEN },
	{ SIGN_TAG, "l9999", "mutt", WEIGHT_TAG, SEEN },
	{ SIGN_TAG, "U999", "curl", WEIGHT_TAG, SEEN },
	{ SIGN_TAG, "U#", "JavaMail or FairEmail?", WEIGHT_TAG, "DOMAIN C.2" },
	{ SIGN_LOWER_TAG, "#", "Thunderbird", WEIGHT_TAG,
	    "DOMAIN C.2: nsImapProtocol.cpp" },
	{ SIGN_TAG, "#", "K-9 Mail or mbsync?", WEIGHT_TAG,
	    "DOMAIN C.2; " SEEN },
	{ SIGN_TAG, "l#", "script?", WEIGHT_TAG, "DOMAIN C.2: offline tools" },
};

enum { N_CLIENTS = sizeof clients / sizeof clients[0] };

static bool
is_digit(uint8_t c)
{
	return (c >= '0' && c <= '9');
}

/* One sign of a form; '#' is not one of them. */
static bool
sign_fits(char form, uint8_t c)
{
	switch (form) {
	case 'U':
		return (c >= 'A' && c <= 'Z');
	case 'l':
		return (c >= 'a' && c <= 'z');
	case 'P':
		return (c >= 'A' && c <= 'P');
	case '9':
		return (is_digit(c));
	default:
		return (c == (uint8_t)form);
	}
}

static bool
tag_fits(const char *form, struct span tag)
{
	size_t i = 0;

	for (; *form != '\0'; form++) {
		if (i == tag.len)
			return (false);
		if (*form == '#') {
			if (!is_digit(tag.p[i]))
				return (false);
			while (i < tag.len && is_digit(tag.p[i]))
				i++;
			continue;
		}
		if (!sign_fits(*form, tag.p[i]))
			return (false);
		i++;
	}
	return (i == tag.len);
}

/* Letters only, so that a line of base 64 is not taken for a command. */
static bool
is_command(struct span verb, bool *is_lower)
{
	size_t i;

	*is_lower = true;
	for (i = 0; i < verb.len; i++) {
		uint8_t c = verb.p[i];

		if (c >= 'A' && c <= 'Z')
			*is_lower = false;
		else if (c < 'a' || c > 'z')
			return (false);
	}
	return (verb.len >= 2 && verb.len <= 12);
}

static uint16_t
client_by_imap(struct span line)
{
	struct span rest = line, tag, verb;
	bool is_lower, is_id;
	uint16_t i;

	if (!span_word(&rest, &tag) || !span_word(&rest, &verb) ||
	    !is_command(verb, &is_lower))
		return (0);
	is_id = span_equals_nocase(verb, "ID");
	for (i = 1; i < N_CLIENTS; i++) {
		const struct client *c = &clients[i];

		if (c->sign == SIGN_ID && is_id &&
		    span_holds_nocase(rest, c->form))
			return (i);
		if (c->sign == SIGN_TAG && tag_fits(c->form, tag))
			return (i);
		if (c->sign == SIGN_LOWER_TAG && is_lower &&
		    tag_fits(c->form, tag))
			return (i);
	}
	return (0);
}

static uint16_t
client_by_smtp(struct span line)
{
	struct span rest = line, verb;
	bool is_lower;
	uint16_t i;

	if (!span_word(&rest, &verb) || (!span_equals_nocase(verb, "EHLO") &&
	    !span_equals_nocase(verb, "HELO")))
		return (0);
	is_lower = span_equals(verb, "ehlo");
	rest = span_trim(rest);
	for (i = 1; i < N_CLIENTS; i++)
		if ((clients[i].sign == SIGN_EHLO ||
		    (clients[i].sign == SIGN_LOWER_EHLO && is_lower)) &&
		    span_starts(rest, clients[i].form))
			return (i);
	return (0);
}

uint16_t
client_by_line(enum proto proto, struct span line)
{
	if (proto == PROTO_IMAP)
		return (client_by_imap(line));
	if (proto == PROTO_SMTP)
		return (client_by_smtp(line));
	return (0);
}

uint16_t
client_by_mail(struct span line, bool is_piped)
{
	uint16_t i;

	for (i = 1; i < N_CLIENTS; i++)
		if ((clients[i].sign == SIGN_MAIL ||
		    (clients[i].sign == SIGN_PIPED && is_piped)) &&
		    span_starts(line, clients[i].form))
			return (i);
	return (0);
}

bool
client_is_relay(uint16_t row)
{
	return (row < N_CLIENTS && (clients[row].sign == SIGN_MAIL ||
	    clients[row].sign == SIGN_PIPED));
}

bool
client_is_told(uint16_t row)
{
	return (row < N_CLIENTS && clients[row].sign == SIGN_ID);
}

const char *
client_name(uint16_t row)
{
	return (row < N_CLIENTS ? clients[row].name : "");
}

int
client_weight(uint16_t row)
{
	return (row < N_CLIENTS ? clients[row].weight : 0);
}
