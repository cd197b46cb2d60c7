/*
 * SASL: who logs in.
 *
 * Each mechanism has a row: how to find the user name in the n-th response.
 * The secret is hashed under the run's key while it lies in a buffer of this
 * file and the buffer is wiped; only the tag leaves.  Mechanisms that prove a
 * secret without sending it give no tag: their proofs differ each time.
 */

#include "talk/sasl.h"

#include <string.h>

#include "base/base64.h"
#include "base/text.h"
#include "talk/echo.h"
#include "talk/oauth.h"
#include "talk/pending.h"

enum {
	DECODED_BYTES = LINE_BYTES / 4 * 3 + 3,
	PROMPT_BYTES = 128,	/* a challenge of LOGIN, decoded */
	SECRET_LEAST = 8,
	TOKEN_BEFORE = 12,	/* "auth=Bearer " */
	CRAM_DIGITS = 32	/* RFC 2195: of its MD5 */
};

/* A response, decoded; it lives as long as one call of sasl_response. */
struct response {
	struct span bytes;
	bool is_whole;
	unsigned step;		/* 0 for the first one of the exchange */
};

/* The tag of a secret is never 0, which means none. */
static uint64_t
secret_hash(const struct talk_store *s, struct span secret)
{
	uint64_t tag = hash_bytes(&s->secret_key, secret.p, secret.len);

	return (tag == 0 ? 1 : tag);
}

/* Note whether so much of the secret is seen that its echo would be known. */
static void
note_read(struct pending *p, struct span secret, bool is_whole)
{
	p->is_cut |= !is_whole;
	p->is_read |= is_whole || secret.len >= SECRET_LEAST;
}

void
sasl_secret(struct pending *p, const struct talk_store *s, struct span secret,
    bool is_whole)
{
	echo_note(p, s, secret);
	if (is_whole)
		p->secret_tag = secret_hash(s, secret);
	note_read(p, secret, is_whole);
}

/* Bytes up to the next separator; false if it is not there. */
static bool
take_until(struct span *s, uint8_t separator, struct span *out)
{
	const uint8_t *end = s->len == 0 ? NULL :
	    memchr(s->p, separator, s->len);

	if (end == NULL)
		return (false);
	out->p = s->p;
	out->len = (size_t)(end - s->p);
	return (span_skip(s, out->len + 1));
}

static bool
holds_nul(struct span s)
{
	return (s.len > 0 && memchr(s.p, 0, s.len) != NULL);
}

/*
 * RFC 4616: authzid NUL authcid NUL passwd.  In another order the secret
 * would be taken for the name.
 */
static void
read_plain(struct pending *p, struct talk_store *s, struct response r)
{
	struct span other, user;

	if (!take_until(&r.bytes, 0, &other) ||
	    !take_until(&r.bytes, 0, &user))
		return;
	p->is_nameless = user.len == 0 && other.len == 0;
	if ((r.is_whole && r.bytes.len == 0) || holds_nul(r.bytes))
		return;
	pending_set_user(s, p, user);
	sasl_secret(p, s, r.bytes, r.is_whole);
}

/* What a challenge of LOGIN asks for. */
enum prompt {
	PROMPT_NONE,		/* none came, or one without a word */
	PROMPT_USER,
	PROMPT_SECRET,
	PROMPT_OTHER		/* words that are in neither list below */
};

/*
 * draft-murchison-sasl-login has "User Name" and "Password"; servers have
 * other words, and other languages.  One that holds both asks for a secret.
 */
static const char *const secret_words[] = {
	"pass", "pwd", "secret", "kennwort", "geheim", "mot de", "contrase",
	"clave", "senha", "wachtwoord", "parol", "heslo", "haslo", "salasana",
	"losen", "adgangskode", "jelsz", "sifre", "code", "token", "pin"
};
static const char *const user_words[] = {
	"user", "name", "login", "account", "mail", "benutzer", "konto",
	"utilisateur", "identifiant", "compte", "usuario", "utente", "naam",
	"bruker", "anv"
};

static bool
holds_any(struct span text, const char *const *words, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (span_holds_nocase(text, words[i]))
			return (true);
	return (false);
}

static enum prompt
prompt_of(struct span text)
{
	if (text.len == 0)
		return (PROMPT_NONE);
	if (holds_any(text, secret_words,
	    sizeof secret_words / sizeof secret_words[0]))
		return (PROMPT_SECRET);
	return (holds_any(text, user_words,
	    sizeof user_words / sizeof user_words[0]) ? PROMPT_USER :
	    PROMPT_OTHER);
}

/*
 * Only the first response can be a name.  Hardly a client reads what it is
 * asked for: each sends the name and then the password, also to a server that
 * asks for the name twice, or again where the command itself had it, or for
 * the password first.  What comes second is never taken for a name.
 */
static bool
may_be_name(const struct pending *p, unsigned step)
{
	if (step != 0 || p->is_cut)
		return (false);
	return (p->prompt == PROMPT_USER ||
	    (p->prompt == PROMPT_NONE && !p->is_holed));
}

/*
 * draft-murchison-sasl-login: the name, then the password, unless the server
 * asks otherwise.  Where some of the exchange was not seen, only the server's
 * words tell which is which: a password must not be taken for a name.
 */
static void
read_login(struct pending *p, struct talk_store *s, struct response r)
{
	struct span user = pending_user(s, p);

	if (may_be_name(p, r.step)) {
		if (r.is_whole)
			pending_set_user(s, p, r.bytes);
		p->is_nameless = r.is_whole && r.bytes.len == 0;
		return;
	}
	/* A server that asks for the name once more gets it once more. */
	if (user.len > 0 && user.len == r.bytes.len &&
	    memcmp(user.p, r.bytes.p, user.len) == 0)
		return;
	if (p->prompt == PROMPT_SECRET ||
	    (p->prompt == PROMPT_USER && user.len > 0) ||
	    (p->prompt == PROMPT_NONE && r.step == 1 && !p->is_holed))
		sasl_secret(p, s, r.bytes, r.is_whole);
}

/*
 * RFC 2195: the name, a space, the digest in hexadecimal.  Without a digest it
 * is something else, and may hold a password.
 */
static void
read_cram(struct pending *p, struct talk_store *s, struct response r)
{
	size_t i;

	for (i = r.bytes.len; i > 0 && r.bytes.p[i - 1] != ' '; i--)
		if (strchr("0123456789abcdefABCDEF", r.bytes.p[i - 1]) ==
		    NULL || r.bytes.p[i - 1] == '\0')
			return;
	if (i == 0 || r.bytes.len - i > CRAM_DIGITS ||
	    (r.is_whole && r.bytes.len - i < CRAM_DIGITS))
		return;
	r.bytes.len = i - 1;
	pending_set_user(s, p, r.bytes);
	p->is_nameless = r.bytes.len == 0;
}

/* RFC 2831: username="..." among the directives. */
static void
read_digest(struct pending *p, struct talk_store *s, struct response r)
{
	static const char key[] = "username=\"";
	struct span user;

	while (r.bytes.len > sizeof key - 1) {
		if (span_starts_nocase(r.bytes, key)) {
			span_skip(&r.bytes, sizeof key - 1);
			if (take_until(&r.bytes, '"', &user))
				pending_set_user(s, p, user);
			return;
		}
		span_skip(&r.bytes, 1);
	}
}

/* RFC 5802: "n,,n=user,r=nonce"; "=2C" and "=3D" stand for comma and "=". */
static void
read_scram(struct pending *p, struct talk_store *s, struct response r)
{
	struct span part;

	if (r.step != 0)
		return;
	while (take_until(&r.bytes, ',', &part))
		if (span_starts(part, "n=")) {
			span_skip(&part, 2);
			pending_set_user(s, p, part);
			return;
		}
}

/* "auth=Bearer TOKEN" between two ^A: a token is a secret, if a long one. */
static void
note_token(struct pending *p, const struct talk_store *s, struct span bytes)
{
	struct span part;
	bool goes_on = true;

	while (goes_on) {
		goes_on = take_until(&bytes, 1, &part);
		if (!goes_on)
			part = bytes;
		if (!span_starts_nocase(part, "auth="))
			continue;
		echo_note_line(p, s, part);
		p->is_read |= part.len >= SECRET_LEAST + TOKEN_BEFORE;
	}
}

/* Google's XOAUTH2 ("user=x^Aauth=...") and RFC 7628 ("n,a=x,^Aauth=..."). */
static void
read_oauth(struct pending *p, struct talk_store *s, struct response r)
{
	struct span part;

	if (r.step != 0)
		return;
	note_token(p, s, r.bytes);
	if (span_starts_nocase(r.bytes, "user=")) {
		span_skip(&r.bytes, 5);
		if (take_until(&r.bytes, 1, &part))
			pending_set_user(s, p, part);
		return;
	}
	while (take_until(&r.bytes, ',', &part))
		if (span_starts(part, "a=")) {
			span_skip(&part, 2);
			pending_set_user(s, p, part);
			return;
		}
}

/* A field of an NTLM message: length, space, offset, little-endian. */
static bool
ntlm_field(struct span message, size_t at, struct span *out)
{
	struct span s = message;
	uint16_t len, space;
	uint32_t offset;

	if (!span_skip(&s, at) || !span_le16(&s, &len) ||
	    !span_le16(&s, &space) || !span_le32(&s, &offset))
		return (false);
	s = message;
	return (span_skip(&s, offset) && span_take(&s, len, out));
}

/* UTF-16 narrowed to bytes is good enough for account names: '?' stands for
 * what is not ASCII. */
static size_t
ntlm_narrow(struct span wide, bool is_utf16, char *out, size_t size)
{
	size_t i, n = 0, step = is_utf16 ? 2 : 1;

	for (i = 0; i + step <= wide.len && n < size; i += step) {
		bool odd = wide.p[i] >= 0x80 ||
		    (is_utf16 && wide.p[i + 1] != 0);

		out[n++] = odd ? '?' : (char)wide.p[i];
	}
	return (n);
}

/* MS-NLMP 2.2.1.3: in message 3, domain at 28, user at 36, flags at 60. */
static void
read_ntlm(struct pending *p, struct talk_store *s, struct response r)
{
	struct span domain, user, type = r.bytes, flags = r.bytes;
	char full[USER_BYTES];
	uint32_t kind, bits = 1;
	size_t n = 0;
	bool wide;

	if (!span_starts(r.bytes, "NTLMSSP") || !span_skip(&type, 8) ||
	    !span_le32(&type, &kind) || kind != 3 ||
	    !ntlm_field(r.bytes, 36, &user))
		return;
	if (span_skip(&flags, 60))
		(void)span_le32(&flags, &bits);
	wide = (bits & 1) != 0;
	if (ntlm_field(r.bytes, 28, &domain) && domain.len > 0) {
		n = ntlm_narrow(domain, wide, full, sizeof full / 2);
		full[n++] = '\\';
	}
	n += ntlm_narrow(user, wide, full + n, sizeof full - n);
	pending_set_user(s, p, (struct span){ (const uint8_t *)full, n });
}

/* RFC 4422 appendix A: the identity asked for, and nothing else. */
static void
read_external(struct pending *p, struct talk_store *s, struct response r)
{
	if (r.step == 0 && r.is_whole && !p->is_holed)
		pending_set_user(s, p, r.bytes);
}

static const struct mechanism {
	char name[MECH_BYTES];
	void (*read)(struct pending *, struct talk_store *, struct response);
	const char *source;
} mechanisms[] = {
	{ "",			NULL,		"no row: see overflow" },
	{ "PLAIN",		read_plain,	"RFC 4616" },
	{ "LOGIN",		read_login,	"draft-murchison-sasl-login" },
	{ "CRAM-MD5",		read_cram,	"RFC 2195" },
	{ "DIGEST-MD5",		read_digest,	"RFC 2831" },
	{ "SCRAM-SHA-1",	read_scram,	"RFC 5802" },
	{ "SCRAM-SHA-1-PLUS",	read_scram,	"RFC 5802" },
	{ "SCRAM-SHA-256",	read_scram,	"RFC 7677" },
	{ "SCRAM-SHA-256-PLUS",	read_scram,	"RFC 7677" },
	{ "XOAUTH2",		read_oauth,	"Google, XOAUTH2 Mechanism" },
	{ "OAUTHBEARER",	read_oauth,	"RFC 7628" },
	{ "NTLM",		read_ntlm,	"MS-NLMP" },
	{ "EXTERNAL",		read_external,	"RFC 4422 A" },
	/* Commands of POP3, which carry no responses. */
	{ "USER",		NULL,		"RFC 1939 7" },
	{ "APOP",		NULL,		"RFC 1939 7" },
};

enum { N_MECHANISMS = sizeof mechanisms / sizeof mechanisms[0] };

const char *
sasl_name(uint8_t mech)
{
	return (mechanisms[mech < N_MECHANISMS ? mech : 0].name);
}

bool
sasl_is_token(const struct pending *p)
{
	return (mechanisms[p->mech].read == read_oauth);
}

bool
sasl_is_name_alone(const struct pending *p)
{
	return (mechanisms[p->mech].read == read_login && p->step == 1 &&
	    p->prompt == PROMPT_NONE && !p->is_holed && !p->is_cut);
}

static bool
is_mech_name(struct span mech)
{
	size_t i;

	for (i = 0; i < mech.len; i++)
		if (!(mech.p[i] >= 'A' && mech.p[i] <= 'Z') &&
		    !(mech.p[i] >= '0' && mech.p[i] <= '9') &&
		    mech.p[i] != '-' && mech.p[i] != '_')
			return (false);
	return (mech.len > 0 && mech.len <= 20);
}

void
sasl_begin(struct pending *p, struct talk_store *s, struct span mech)
{
	uint8_t upper[MECH_BYTES];
	struct span name = { upper, 0 };

	for (; name.len < mech.len && name.len < sizeof upper; name.len++) {
		uint8_t c = mech.p[name.len];

		upper[name.len] = (uint8_t)(c >= 'a' && c <= 'z' ? c - 32 : c);
	}
	for (p->mech = N_MECHANISMS - 1; p->mech > 0; p->mech--)
		if (span_equals(name, mechanisms[p->mech].name))
			return;
	/*
	 * RFC 4422 3.1: 1 to 20 capitals, digits, "-" and "_".  What is sent
	 * otherwise may be credentials whose mechanism was left out.
	 */
	if (is_mech_name(mech))
		pending_set_mech(s, p, mech);
	else
		echo_note(p, s, mech);
}

bool
sasl_may_be(struct span line)
{
	struct span word;

	return (!span_word(&line, &word) || !span_word(&line, &word));
}

/* Note the parts between NULs, but for the name: a server may repeat that. */
static void
note_parts(struct pending *p, const struct talk_store *s, struct span bytes)
{
	struct span user = pending_user(s, p), part;
	bool goes_on = true;

	while (goes_on) {
		goes_on = take_until(&bytes, 0, &part);
		if (!goes_on)
			part = bytes;
		if (user.len == 0)
			echo_note_line(p, s, part);
		else if (part.len != user.len ||
		    memcmp(part.p, user.p, user.len) != 0)
			echo_note(p, s, part);
	}
}

void
sasl_response(struct pending *p, struct talk_store *s, struct span base64,
    bool is_whole)
{
	uint8_t decoded[DECODED_BYTES];
	struct response r;
	bool is_good = false;

	base64 = span_trim(base64);
	if (span_equals(base64, "*")) {
		p->is_cancelled = true;
		return;
	}
	p->is_asked = true;
	r.bytes.p = decoded;
	r.bytes.len = span_equals(base64, "=") ? 0 :
	    base64_decode(base64, decoded, sizeof decoded, &is_good);
	r.is_whole = is_whole && (is_good || r.bytes.len == 0);
	r.step = p->step;
	if (is_good)
		echo_note(p, s, base64);
	else
		echo_note_line(p, s, base64);
	if (mechanisms[p->mech].read != NULL)
		mechanisms[p->mech].read(p, s, r);
	/* LOGIN's first response is none of the secret; of a cut one only the
	 * mechanism's reader knows whether the secret was in it. */
	if (mechanisms[p->mech].read != read_login) {
		p->is_cut |= !is_whole;
		p->is_read |= !p->is_cut;
	}
	if ((is_good || !is_whole) &&
	    mechanisms[p->mech].read != read_oauth)
		note_parts(p, s, r.bytes);
	wipe(decoded, sizeof decoded);
	p->prompt = PROMPT_NONE;
	if (p->step < UINT8_MAX)
		p->step++;
}

void
sasl_stray(struct pending *p, const struct talk_store *s, struct span line)
{
	uint8_t decoded[DECODED_BYTES];
	struct span bytes = { decoded, 0 };
	bool is_good;

	line = span_trim(line);
	echo_note_line(p, s, line);
	bytes.len = base64_decode(line, decoded, sizeof decoded, &is_good);
	if (is_good)
		note_parts(p, s, bytes);
	wipe(decoded, sizeof decoded);
}

void
sasl_initial(struct pending *p, struct talk_store *s, struct span base64,
    bool is_whole)
{
	p->is_asked = true;
	if (!span_equals(span_trim(base64), "="))
		sasl_response(p, s, base64, is_whole);
}

/* The words of a challenge, "+ ...", "334 ..." or a string; false for other
 * lines. */
static bool
challenge_words(struct span line, struct span *words)
{
	const uint8_t *end;

	*words = line;
	if (span_starts(line, "334"))
		span_skip(words, line.len > 3 ? 4 : 3);
	else if (span_starts(line, "+") && !span_starts_nocase(line, "+OK"))
		span_skip(words, 1);
	else if (span_starts(line, "{")) {
		end = memchr(line.p, '\n', line.len);
		if (end == NULL)
			return (false);
		span_skip(words, (size_t)(end - line.p) + 1);
	} else if (!span_starts(line, "\""))
		return (false);
	*words = span_trim(*words);
	while (words->len > 0 && words->p[0] == '"')
		span_skip(words, 1);
	while (words->len > 0 && words->p[words->len - 1] == '"')
		words->len--;
	return (true);
}

bool
sasl_challenge(struct pending *p, struct span line)
{
	uint8_t decoded[PROMPT_BYTES];
	struct span text = { decoded, 0 }, words;
	bool is_good = false;

	if (mechanisms[p->mech].read == read_oauth)
		return (p->is_asked && challenge_words(line, &words) &&
		    oauth_refuses(words));
	if (mechanisms[p->mech].read != read_login ||
	    !challenge_words(line, &words))
		return (false);
	text.len = base64_decode(words, decoded, sizeof decoded, &is_good);
	/* Some servers send the prompt without base 64. */
	p->prompt = (unsigned)prompt_of(is_good ? text : words) & 7U;
	return (false);
}

void
sasl_hole(struct pending *p, enum direction from)
{
	p->is_holed = true;
	p->is_cut |= from == FROM_CLIENT;
	p->prompt = PROMPT_NONE;
}
