/*
 * The kind of a device, read off its names, its maker and its DHCP class by
 * the words of a table.  A hint and no more.
 *
 * Names are read before makers: who has named a device knows it better than
 * the list of who made its network card.
 */

#include "show/family.h"

#include "base/span.h"
#include "base/text.h"

enum { SPACED_BYTES = NAME_BYTES + 3 };

/* Where a word may stand. */
enum where {
	IN_ANY,		/* in a name, the maker or the class */
	IN_NAME,	/* anywhere in a name: too common in makers' */
	AT_NAME,	/* at a name's beginning */
	BY_MAC,		/* there, and hexadecimal digits of the MAC follow */
	IN_MAKER	/* of a device without a name, or with no telling one */
};

static const struct family_word {
	const char *word;
	enum family family;
	enum where where;
	const char *source;
} family_words[] = {
	{ "iphone",	FAMILY_PHONE,	IN_ANY,	"iOS DHCP host name" },
	{ "ipad",	FAMILY_PHONE,	IN_ANY,	"iPadOS DHCP host name" },
	{ "android",	FAMILY_PHONE,	IN_ANY,
	    "Android DHCP class android-dhcp-N" },
	{ "galaxy",	FAMILY_PHONE,	IN_ANY,	"Samsung DHCP host name" },
	{ "pixel",	FAMILY_PHONE,	IN_ANY,	"Google DHCP host name" },
	{ "laserjet",	FAMILY_PRINTER,	IN_ANY,	"HP host name" },
	{ "officejet",	FAMILY_PRINTER,	IN_ANY,	"HP host name" },
	{ "pagewide",	FAMILY_PRINTER,	IN_ANY,	"HP host name" },
	{ "printer",	FAMILY_PRINTER,	IN_ANY,	"generic word" },
	{ "scanner",	FAMILY_PRINTER,	IN_ANY,	"generic word" },
	{ "copier",	FAMILY_PRINTER,	IN_ANY,	"generic word" },
	{ "drucker",	FAMILY_PRINTER,	IN_NAME, "German" },
	{ "kopierer",	FAMILY_PRINTER,	IN_NAME, "German" },
	{ "imprimante",	FAMILY_PRINTER,	IN_NAME, "French" },
	{ "copieur",	FAMILY_PRINTER,	IN_NAME, "French" },
	{ "impresora",	FAMILY_PRINTER,	IN_NAME, "Spanish" },
	{ "impressora",	FAMILY_PRINTER,	IN_NAME, "Portuguese" },
	{ "stampante",	FAMILY_PRINTER,	IN_NAME, "Italian" },
	{ "drukarka",	FAMILY_PRINTER,	IN_NAME, "Polish" },
	{ "tiskarna",	FAMILY_PRINTER,	IN_NAME, "Czech" },
	{ "skrivare",	FAMILY_PRINTER,	IN_NAME, "Swedish" },
	{ "yazici",	FAMILY_PRINTER,	IN_NAME, "Turkish" },
	{ "multifunk",	FAMILY_PRINTER,	IN_NAME, "German" },
	{ "-mfp",	FAMILY_PRINTER,	IN_NAME, "multi-function printer" },
	{ "mfp",	FAMILY_PRINTER,	AT_NAME, "multi-function printer" },
	{ "mfc",	FAMILY_PRINTER,	AT_NAME, "Brother model" },
	{ "bizhub",	FAMILY_PRINTER,	IN_NAME, "Konica Minolta model" },
	{ "workcentre",	FAMILY_PRINTER,	IN_NAME, "Xerox model" },
	{ "imagerunner", FAMILY_PRINTER, IN_NAME, "Canon model" },
	{ "ecosys",	FAMILY_PRINTER,	IN_NAME, "Kyocera model" },
	{ "taskalfa",	FAMILY_PRINTER,	IN_NAME, "Kyocera model" },
	/* Names made of a prefix and digits of the MAC. */
	{ "hp",		FAMILY_PRINTER,	BY_MAC,	"HP host name HP3C2D1E" },
	{ "npi",	FAMILY_PRINTER,	BY_MAC,	"HP JetDirect host name" },
	{ "brn",	FAMILY_PRINTER,	BY_MAC,	"Brother, by cable" },
	{ "brw",	FAMILY_PRINTER,	BY_MAC,	"Brother, by Wi-Fi" },
	{ "rnp",	FAMILY_PRINTER,	BY_MAC,	"Ricoh host name" },
	{ "xrx",	FAMILY_PRINTER,	BY_MAC,	"Xerox host name" },
	{ "km",		FAMILY_PRINTER,	BY_MAC,	"Kyocera host name" },
	{ "et",		FAMILY_PRINTER,	BY_MAC,	"Lexmark host name" },
	{ "sec",	FAMILY_PRINTER,	BY_MAC,	"Samsung printer" },
	{ "diskstation", FAMILY_NAS,	IN_ANY,	"Synology host name" },
	{ "macbook",	FAMILY_COMPUTER, IN_ANY, "macOS host name" },
	{ "imac",	FAMILY_COMPUTER, IN_NAME, "macOS host name" },
	{ "mac-mini",	FAMILY_COMPUTER,	IN_NAME, "macOS host name" },
	{ "desktop-",	FAMILY_COMPUTER, IN_ANY, "Windows host name" },
	{ "laptop",	FAMILY_COMPUTER, IN_ANY, "Windows host name" },
	{ "msft 5.0",	FAMILY_COMPUTER, IN_ANY, "Windows DHCP class" },
	{ "hewlett packard enterprise", FAMILY_ANY, IN_MAKER,
	    "IEEE: servers, switches" },
	{ "brother",	FAMILY_PRINTER,	IN_ANY,	"IEEE maker, host name" },
	{ "kyocera",	FAMILY_PRINTER,	IN_ANY,	"IEEE maker" },
	{ "ricoh",	FAMILY_PRINTER,	IN_ANY,	"IEEE maker" },
	{ "canon",	FAMILY_PRINTER,	IN_ANY,	"IEEE maker" },
	{ "xerox",	FAMILY_PRINTER,	IN_ANY,	"IEEE maker" },
	{ "lexmark",	FAMILY_PRINTER,	IN_ANY,	"IEEE maker" },
	{ "konica",	FAMILY_PRINTER,	IN_ANY,	"IEEE maker" },
	{ "epson",	FAMILY_PRINTER,	IN_ANY,	"IEEE maker, host name" },
	{ "synology",	FAMILY_NAS,	IN_ANY,	"IEEE maker" },
	{ "qnap",	FAMILY_NAS,	IN_ANY,	"IEEE maker" },
	{ "tp-link",	FAMILY_ROUTER,	IN_ANY,	"IEEE maker" },
	{ "mikrotik",	FAMILY_ROUTER,	IN_ANY,	"IEEE maker Routerboard" },
	{ " avm ",	FAMILY_ROUTER,	IN_MAKER, "IEEE maker" },
	{ "hewlett packard", FAMILY_MAYBE_PRINTER, IN_MAKER, "IEEE maker" },
	{ "hewlett-packard", FAMILY_MAYBE_PRINTER, IN_MAKER, "IEEE maker" },
	{ " hp ",	FAMILY_MAYBE_PRINTER, IN_MAKER, "IEEE maker HP Inc." },
	{ "sharp ",	FAMILY_MAYBE_PRINTER, IN_MAKER, "IEEE maker" },
	{ "toshiba",	FAMILY_MAYBE_PRINTER, IN_MAKER, "IEEE maker" },
	{ " oki ",	FAMILY_MAYBE_PRINTER, IN_MAKER, "IEEE maker" },
	{ "fujifilm",	FAMILY_MAYBE_PRINTER, IN_MAKER, "IEEE maker" },
	{ "panasonic",	FAMILY_MAYBE_PRINTER, IN_MAKER, "IEEE maker" },
};

enum { N_WORDS = sizeof family_words / sizeof family_words[0] };

static bool
is_hex(char c)
{
	return ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
	    (c >= 'A' && c <= 'F'));
}

/* Has the name this word in front, and then digits of a MAC to its end?  Six
 * are the fewest that any maker takes. */
static bool
is_word_and_mac(const char *name, const char *word)
{
	size_t n = 0, digits = 0;

	while (word[n] != '\0')
		n++;
	if (!span_starts_nocase(span_text(name), word))
		return (false);
	for (; is_hex(name[n + digits]); digits++)
		continue;
	return (digits >= 6 && name[n + digits] == '\0');
}

static bool
is_name_of(const char *name, const struct family_word *w)
{
	switch (w->where) {
	case IN_ANY:
	case IN_NAME:
		return (span_holds_nocase(span_text(name), w->word));
	case AT_NAME:
		return (span_starts_nocase(span_text(name), w->word));
	case BY_MAC:
		return (is_word_and_mac(name, w->word));
	default:
		return (false);
	}
}

static bool
is_named(const struct snap_device *d, const struct family_word *w)
{
	uint32_t i;

	for (i = 0; i < d->n_names; i++)
		if (is_name_of(d->names[i], w))
			return (true);
	return (false);
}

static bool
is_made(const struct snap_device *d, const char *maker,
    const struct family_word *w)
{
	return ((w->where == IN_ANY || w->where == IN_MAKER) &&
	    (span_holds_nocase(span_text(maker), w->word) ||
	    span_holds_nocase(span_text(d->class), w->word)));
}

enum mail
family_mail(const struct snap_device *d)
{
	bool is_in = false, is_out = d->is_outgoing;
	uint32_t i;

	for (i = 0; i < d->n_servers; i++) {
		if (d->servers[i].failures == 0)
			continue;
		is_out |= d->servers[i].proto == PROTO_SMTP;
		is_in |= d->servers[i].proto != PROTO_SMTP;
	}
	return (is_in == is_out ? MAIL_ANY : is_out ? MAIL_OUT : MAIL_IN);
}

enum family
family_of(const struct snap_device *d, const char *vendor)
{
	char maker[SPACED_BYTES];	/* " hp ": the words stand alone */
	struct text t;
	size_t i;

	for (i = 0; i < N_WORDS; i++)
		if (is_named(d, &family_words[i]))
			return (family_words[i].family);
	text_init(&t, maker, sizeof maker);
	text_addf(&t, " %s ", vendor);
	for (i = 0; i < N_WORDS; i++) {
		const struct family_word *w = &family_words[i];

		/* A printer that has a name says more by it, as a rule; one
		 * that only sends needs no name to be thought of. */
		if (w->family == FAMILY_MAYBE_PRINTER &&
		    family_mail(d) != MAIL_OUT)
			continue;
		if (is_made(d, maker, w))
			return (w->family == FAMILY_MAYBE_PRINTER &&
			    d->n_names > 0 ? FAMILY_ANY : w->family);
	}
	return (FAMILY_ANY);
}
