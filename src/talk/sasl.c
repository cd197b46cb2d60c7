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
#include "talk/ask.h"

enum { DECODED_BYTES = LINE_BYTES / 4 * 3 + 3 };

/* A response, decoded, while it is looked at. */
struct response {
	struct span bytes;
	bool is_whole;
	unsigned step;		/* 0 for the first one of the exchange */
};

/* Never 0, which means none. */
static uint64_t
secret_hash(const struct talk_store *s, struct span secret)
{
	uint64_t tag = hash_bytes(&s->secret_key, secret.p, secret.len);

	return (tag == 0 ? 1 : tag);
}

void
sasl_secret(struct ask *a, const struct talk_store *s, struct span secret,
    bool is_whole)
{
	if (is_whole)
		a->secret_tag = secret_hash(s, secret);
}

/* In quotes, brackets or before a full stop a word is the same word. */
static bool
is_frame(uint8_t c)
{
	return (c != '\0' && strchr("\"'`<>()[]{}.,;:!?", c) != NULL);
}

bool
sasl_holds_secret(const struct ask *a, const struct talk_store *s,
    struct span words)
{
	struct span word;

	while (a->secret_tag != 0 && span_word(&words, &word)) {
		if (secret_hash(s, word) == a->secret_tag)
			return (true);
		while (word.len > 0 && is_frame(word.p[word.len - 1]))
			word.len--;
		while (word.len > 0 && is_frame(word.p[0]))
			span_skip(&word, 1);
		if (secret_hash(s, word) == a->secret_tag)
			return (true);
	}
	return (false);
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
read_plain(struct ask *a, struct talk_store *s, struct response r)
{
	struct span other, user;

	if (!take_until(&r.bytes, 0, &other) ||
	    !take_until(&r.bytes, 0, &user) ||
	    (r.is_whole && r.bytes.len == 0) || holds_nul(r.bytes))
		return;
	ask_set_user(s, a, user);
	sasl_secret(a, s, r.bytes, r.is_whole);
}

/* What LOGIN asks for. */
enum prompt { PROMPT_UNKNOWN, PROMPT_USER, PROMPT_SECRET };

/*
 * draft-murchison-sasl-login: the name, then the password, unless the server
 * asks otherwise.  Where some of it was not seen only its words tell which is
 * which: a password must not be taken for a name.
 */
static void
read_login(struct ask *a, struct talk_store *s, struct response r)
{
	enum prompt prompt = (enum prompt)a->prompt;

	if (prompt == PROMPT_UNKNOWN && !a->is_holed)
		prompt = r.step == 0 ? PROMPT_USER :
		    r.step == 1 ? PROMPT_SECRET : PROMPT_UNKNOWN;
	if (prompt == PROMPT_USER && r.is_whole && !holds_nul(r.bytes))
		ask_set_user(s, a, r.bytes);
	else if (prompt == PROMPT_SECRET)
		sasl_secret(a, s, r.bytes, r.is_whole);
}

/* RFC 2195: the name, a space, the digest in hexadecimal. */
static void
read_cram(struct ask *a, struct talk_store *s, struct response r)
{
	size_t i;

	(void)s;
	for (i = r.bytes.len; i > 0 && r.bytes.p[i - 1] != ' '; i--)
		continue;
	if (i == 0)
		return;
	r.bytes.len = i - 1;
	ask_set_user(s, a, r.bytes);
}

/* RFC 2831: username="..." among the directives. */
static void
read_digest(struct ask *a, struct talk_store *s, struct response r)
{
	static const char key[] = "username=\"";
	struct span user;

	(void)s;
	while (r.bytes.len > sizeof key - 1) {
		if (span_starts_nocase(r.bytes, key)) {
			span_skip(&r.bytes, sizeof key - 1);
			if (take_until(&r.bytes, '"', &user))
				ask_set_user(s, a, user);
			return;
		}
		span_skip(&r.bytes, 1);
	}
}

/* RFC 5802: "n,,n=user,r=nonce"; "=2C" and "=3D" stand for comma and "=". */
static void
read_scram(struct ask *a, struct talk_store *s, struct response r)
{
	struct span part;

	(void)s;
	if (r.step != 0)
		return;
	while (take_until(&r.bytes, ',', &part))
		if (span_starts(part, "n=")) {
			span_skip(&part, 2);
			ask_set_user(s, a, part);
			return;
		}
}

/* Google's XOAUTH2 ("user=x^Aauth=...") and RFC 7628 ("n,a=x,^Aauth=..."). */
static void
read_oauth(struct ask *a, struct talk_store *s, struct response r)
{
	struct span part;

	(void)s;
	if (r.step != 0)
		return;
	if (span_starts_nocase(r.bytes, "user=")) {
		span_skip(&r.bytes, 5);
		if (take_until(&r.bytes, 1, &part))
			ask_set_user(s, a, part);
		return;
	}
	while (take_until(&r.bytes, ',', &part))
		if (span_starts(part, "a=")) {
			span_skip(&part, 2);
			ask_set_user(s, a, part);
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

/* UTF-16 narrowed: good enough for account names, '?' beyond Latin-1. */
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
read_ntlm(struct ask *a, struct talk_store *s, struct response r)
{
	struct span domain, user, type = r.bytes, flags = r.bytes;
	char full[USER_BYTES];
	uint32_t kind, bits = 1;
	size_t n = 0;
	bool wide;

	(void)s;
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
	ask_set_user(s, a, (struct span){ (const uint8_t *)full, n });
}

/* RFC 4422 appendix A: the identity asked for, and nothing else. */
static void
read_external(struct ask *a, struct talk_store *s, struct response r)
{
	(void)s;
	if (r.step == 0 && r.is_whole && !a->is_holed)
		ask_set_user(s, a, r.bytes);
}

static const struct mechanism {
	char name[MECH_BYTES];
	void (*read)(struct ask *, struct talk_store *, struct response);
	const char *source;
} mechanisms[] = {
	{ "",			NULL,		"no row: see struct spill" },
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

void
sasl_begin(struct ask *a, struct talk_store *s, struct span mech)
{
	uint8_t upper[MECH_BYTES];
	struct span name = { upper, 0 };

	for (; name.len < mech.len && name.len < sizeof upper; name.len++) {
		uint8_t c = mech.p[name.len];

		upper[name.len] = (uint8_t)(c >= 'a' && c <= 'z' ? c - 32 : c);
	}
	for (a->mech = N_MECHANISMS - 1; a->mech > 0; a->mech--)
		if (span_equals(name, mechanisms[a->mech].name))
			return;
	ask_set_mech(s, a, name);
}

bool
sasl_may_be(struct span line)
{
	struct span word;

	return (!span_word(&line, &word) || !span_word(&line, &word));
}

void
sasl_response(struct ask *a, struct talk_store *s, struct span base64,
    bool is_whole)
{
	uint8_t decoded[DECODED_BYTES];
	struct response r;
	bool is_good = false;

	base64 = span_trim(base64);
	if (span_equals(base64, "*")) {
		a->is_cancelled = true;
		return;
	}
	a->is_asked = true;
	r.bytes.p = decoded;
	r.bytes.len = span_equals(base64, "=") ? 0 :
	    base64_decode(base64, decoded, sizeof decoded, &is_good);
	r.is_whole = is_whole && (is_good || r.bytes.len == 0);
	r.step = a->step;
	if (mechanisms[a->mech].read != NULL)
		mechanisms[a->mech].read(a, s, r);
	wipe(decoded, sizeof decoded);
	a->prompt = PROMPT_UNKNOWN;
	if (a->step < UINT8_MAX)
		a->step++;
}

void
sasl_challenge(struct ask *a, struct span line)
{
	uint8_t decoded[32];
	struct span word = line, text = { decoded, 0 };
	bool is_good = false;
	size_t i;

	if (mechanisms[a->mech].read != read_login)
		return;
	/* "+ VXNlcm5hbWU6", "334 ...", in quotes or a literal. */
	while (word.len > 0 && word.p[word.len - 1] == '"')
		word.len--;
	for (i = word.len; i > 0 && word.p[i - 1] > ' ' &&
	    word.p[i - 1] != '"'; i--)
		continue;
	span_skip(&word, i);
	text.len = base64_decode(word, decoded, sizeof decoded, &is_good);
	if (span_starts_nocase(text, "user"))
		a->prompt = PROMPT_USER;
	else if (span_starts_nocase(text, "pass"))
		a->prompt = PROMPT_SECRET;
}

void
sasl_hole(struct ask *a)
{
	a->is_holed = true;
	a->prompt = PROMPT_UNKNOWN;
}
