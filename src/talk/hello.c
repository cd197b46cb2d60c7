/*
 * The readable part of a TLS handshake.
 *
 * Read from a body that may lack its end (a short snaplen, a hole): each
 * field is taken as far as it goes.  JA4 alone wants all of it.
 */

#include "talk/hello.h"

#include <string.h>

#include "base/sha256.h"
#include "base/sort.h"
#include "base/text.h"

enum {
	EXT_SERVER_NAME = 0,
	EXT_SIGNATURES = 13,
	EXT_ALPN = 16,
	EXT_PRE_SHARED_KEY = 41,
	EXT_VERSIONS = 43,
	LIST_MAX = 128		/* suites, extensions, signature schemes */
};

/* RFC 8446 4.1.3: a HelloRetryRequest is a ServerHello with this random. */
static const uint8_t retry_random[8] = {
	0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11
};

/* RFC 8701: 0x0a0a, 0x1a1a, ... mean nothing. */
static bool
is_grease(uint16_t v)
{
	return ((v & 0x0f0f) == 0x0a0a && v >> 8 == (v & 0xff));
}

/* A list with a length of two bytes before it, as far as it is there. */
static struct span
list_take(struct span *s)
{
	struct span out = { s->p, 0 };
	uint16_t n;

	if (!span_be16(s, &n))
		return (out);
	out.p = s->p;
	out.len = n < s->len ? n : s->len;
	span_skip(s, out.len);
	return (out);
}

/* A list of host names, type 0 (RFC 6066 3); the first is kept. */
static void
read_server_name(struct tls_view *v, struct span ext)
{
	struct span list = list_take(&ext), name;
	uint16_t n;
	uint8_t type;

	while (span_u8(&list, &type) && span_be16(&list, &n) &&
	    span_take(&list, n, &name)) {
		if (type != 0 || name.len == 0)
			continue;
		/* The right end of a long name says more than the left. */
		if (name.len > sizeof v->sni - 1)
			span_skip(&name, name.len - (sizeof v->sni - 1));
		text_keep(v->sni, sizeof v->sni, name);
		return;
	}
}

static void
read_alpn(struct tls_view *v, struct span ext)
{
	struct span list = list_take(&ext), name;
	uint8_t n;

	if (span_u8(&list, &n) && span_take(&list, n, &name))
		text_keep(v->alpn, sizeof v->alpn, name);
}

/* Both hellos begin alike: legacy_version, random, session id. */
static bool
read_front(struct span *s, uint16_t *version, struct span *random,
    struct span *session)
{
	uint8_t n;

	return (span_be16(s, version) && span_take(s, 32, random) &&
	    span_u8(s, &n) && span_take(s, n, session));
}

bool
hello_random(struct span body, uint8_t out[32])
{
	struct span random;
	uint16_t version;

	if (!span_be16(&body, &version) || !span_take(&body, 32, &random))
		return (false);
	memcpy(out, random.p, random.len);
	return (true);
}

static bool
read_client(struct tls_view *v, struct span s)
{
	struct span random, session, exts, ext;
	uint16_t version, type, n;
	uint8_t small;

	if (!read_front(&s, &version, &random, &session))
		return (false);
	list_take(&s);			/* suites */
	if (!span_u8(&s, &small) || !span_skip(&s, small))
		return (true);
	exts = list_take(&s);
	while (span_be16(&exts, &type) && span_be16(&exts, &n)) {
		ext.p = exts.p;
		ext.len = n < exts.len ? n : exts.len;
		span_skip(&exts, ext.len);
		if (type == EXT_SERVER_NAME)
			read_server_name(v, ext);
		else if (type == EXT_ALPN)
			read_alpn(v, ext);
	}
	return (true);
}

static bool
read_server(struct tls_view *v, struct span s)
{
	struct span random, session, exts, ext;
	uint16_t version, type, n, chosen;

	if (!read_front(&s, &version, &random, &session) ||
	    !span_be16(&s, &v->suite))
		return (false);
	v->version = version;
	if (span_skip(&s, 1)) {		/* compression */
		exts = list_take(&s);
		while (span_be16(&exts, &type) && span_be16(&exts, &n) &&
		    span_take(&exts, n, &ext)) {
			if (type == EXT_VERSIONS && span_be16(&ext, &chosen))
				v->version = chosen;
			v->is_resumed |= type == EXT_PRE_SHARED_KEY;
		}
	}
	if (memcmp(random.p, retry_random, sizeof retry_random) == 0)
		v->has_retry = true;
	else
		v->has_server_hello = true;
	return (true);
}

/*
 * A name in the server's own certificate (RFC 5280): the first dNSName, a
 * context tag [2] in subjectAltName, whose object identifier is 2.5.29.17;
 * else the last common name, 2.5.4.3 (the issuer's comes first).
 */
static void
read_certificate(struct tls_view *v, struct span s)
{
	static const uint8_t alt_name[] = { 0x06, 0x03, 0x55, 0x1d, 0x11 };
	static const uint8_t common[] = { 0x06, 0x03, 0x55, 0x04, 0x03 };
	struct span der, name;
	uint32_t n;
	size_t i;

	if (!span_skip(&s, 3) || !span_be24(&s, &n))
		return;
	der.p = s.p;
	der.len = n < s.len ? n : s.len;
	for (i = 0; i + 7 < der.len; i++) {
		if (memcmp(der.p + i, common, sizeof common) == 0) {
			name.p = der.p + i + 7;
			name.len = der.p[i + 6];
			if (name.len < 64 && i + 7 + name.len <= der.len)
				text_keep(v->certificate,
				    sizeof v->certificate, name);
		}
		if (memcmp(der.p + i, alt_name, sizeof alt_name) != 0)
			continue;
		for (i += sizeof alt_name; i + 2 < der.len &&
		    der.p[i] != 0x82; i++)
			;
		if (i + 2 >= der.len)
			return;
		name.p = der.p + i + 2;
		name.len = der.p[i + 1];
		if (name.len > 0 && name.len < 64 &&
		    i + 2 + name.len <= der.len)
			text_keep(v->certificate, sizeof v->certificate, name);
		return;
	}
}

bool
hello_read(struct tls_view *v, uint8_t type, struct span body)
{
	switch (type) {
	case MESSAGE_CLIENT_HELLO:
		return (read_client(v, body));
	case MESSAGE_SERVER_HELLO:
		return (read_server(v, body));
	case MESSAGE_CERTIFICATE:
		v->has_certificate = true;
		read_certificate(v, body);
		return (true);
	default:
		return (false);
	}
}

/* --- JA4 --- */

struct list {
	uint16_t v[LIST_MAX];
	int n;
};

static void
list_add(struct list *l, uint16_t v)
{
	if (!is_grease(v) && l->n < LIST_MAX)
		l->v[l->n++] = v;
}

static bool
is_lower(const void *a, const void *b, const void *with)
{
	const uint16_t *x = a, *y = b;

	(void)with;
	return (*x < *y);
}

static void
list_sort(struct list *l)
{
	sort_rows(l->v, (size_t)l->n, sizeof l->v[0], is_lower, NULL);
}

static void
list_print(const struct list *l, struct text *t)
{
	int i;

	for (i = 0; i < l->n; i++)
		text_addf(t, "%s%04x", i > 0 ? "," : "", l->v[i]);
}

/* The first 12 hex digits of SHA-256, or zeros for nothing. */
static void
hash_print(const char *what, struct text *t)
{
	uint8_t sum[SHA256_BYTES];
	int i;

	memset(sum, 0, sizeof sum);
	if (what[0] != '\0')
		sha256(what, strlen(what), sum);
	for (i = 0; i < 6; i++)
		text_addf(t, "%02x", sum[i]);
}

static const char *
version_print(uint16_t version)
{
	switch (version) {
	case 0x0304:
		return ("13");
	case 0x0303:
		return ("12");
	case 0x0302:
		return ("11");
	case 0x0301:
		return ("10");
	case 0x0300:
		return ("s3");
	case 0x0002:
		return ("s2");
	default:
		return ("00");
	}
}

/* The first and last character of the first ALPN value, or of its hex. */
static void
alpn_print(struct span ext, char out[3])
{
	static const char digits[] = "0123456789abcdef";
	struct span list = list_take(&ext), name;
	uint8_t n;

	if (!span_u8(&list, &n) || n == 0 || !span_take(&list, n, &name))
		return;
	out[0] = (char)name.p[0];
	out[1] = (char)name.p[name.len - 1];
	if (!byte_is_alnum(name.p[0]) || !byte_is_alnum(name.p[name.len - 1])) {
		out[0] = digits[name.p[0] >> 4];
		out[1] = digits[name.p[name.len - 1] & 15];
	}
}

struct ja4 {
	struct list suites, exts, signatures;
	uint16_t version;
	bool has_name;
	int n_exts;
	char alpn[3];
};

static void
ja4_extension(struct ja4 *j, uint16_t type, struct span ext)
{
	struct span list;
	uint16_t v;
	uint8_t n;

	if (is_grease(type))
		return;
	j->n_exts++;
	switch (type) {
	case EXT_SERVER_NAME:
		j->has_name = true;
		return;			/* neither is hashed */
	case EXT_ALPN:
		alpn_print(ext, j->alpn);
		return;
	case EXT_SIGNATURES:
		list = list_take(&ext);
		while (span_be16(&list, &v))
			list_add(&j->signatures, v);
		break;
	case EXT_VERSIONS:
		/* JA4 wants the highest version that is offered here; the
		 * hello's own field says 1.2 for ever. */
		j->version = 0;
		if (span_u8(&ext, &n))
			while (span_be16(&ext, &v))
				if (!is_grease(v) && v > j->version)
					j->version = v;
		break;
	default:
		break;
	}
	list_add(&j->exts, type);
}

static bool
ja4_read(struct span s, struct ja4 *j)
{
	struct span random, session, list, exts, ext;
	uint16_t v, type, n;
	uint8_t small;

	memset(j, 0, sizeof *j);
	memcpy(j->alpn, "00", 3);
	if (!read_front(&s, &j->version, &random, &session))
		return (false);
	if (!span_be16(&s, &n) || !span_take(&s, n, &list))
		return (false);
	while (span_be16(&list, &v))
		list_add(&j->suites, v);
	if (!span_u8(&s, &small) || !span_skip(&s, small))
		return (false);
	if (s.len == 0)
		return (true);		/* SSL 3: no extensions */
	if (!span_be16(&s, &n) || !span_take(&s, n, &exts))
		return (false);
	while (span_be16(&exts, &type) && span_be16(&exts, &n)) {
		if (!span_take(&exts, n, &ext))
			return (false);
		ja4_extension(j, type, ext);
	}
	return (true);
}

void
hello_ja4(struct span body, char out[JA4_BYTES])
{
	char line[2 * LIST_MAX * 5 + 8];
	struct text t, hashed;
	struct ja4 j;

	out[0] = '\0';
	if (!ja4_read(body, &j))
		return;
	text_init(&t, out, JA4_BYTES);
	text_addf(&t, "t%s%c%02d%02d%s_", version_print(j.version),
	    j.has_name ? 'd' : 'i', j.suites.n > 99 ? 99 : j.suites.n,
	    j.n_exts > 99 ? 99 : j.n_exts, j.alpn);
	list_sort(&j.suites);
	text_init(&hashed, line, sizeof line);
	list_print(&j.suites, &hashed);
	hash_print(line, &t);
	text_add(&t, "_");
	list_sort(&j.exts);
	text_init(&hashed, line, sizeof line);
	list_print(&j.exts, &hashed);
	/* Signatures in the order sent; without any, no underscore. */
	if (j.signatures.n > 0) {
		text_add(&hashed, "_");
		list_print(&j.signatures, &hashed);
	}
	if (j.exts.n == 0)
		line[0] = '\0';
	hash_print(line, &t);
}

/*
 * Extensions that come and go between the sessions of one program: padding,
 * the old and new ways to resume, early data, a retry's cookie.
 */
static bool
is_volatile(uint16_t extension)
{
	return (extension == 21 || extension == 35 || extension == 41 ||
	    extension == 42 || extension == 44);
}

uint64_t
hello_stack(const struct hash_key *key, struct span body,
    const char *server_name)
{
	struct {
		struct list suites, exts, signatures;
		uint64_t name;
	} all;
	struct ja4 j;
	int i;

	memset(&all, 0, sizeof all);
	if (!ja4_read(body, &j))
		return (0);
	list_sort(&j.exts);
	all.suites = j.suites;
	all.signatures = j.signatures;
	for (i = 0; i < j.exts.n; i++)
		if (!is_volatile(j.exts.v[i]))
			list_add(&all.exts, j.exts.v[i]);
	all.name = hash_bytes(key, server_name, strlen(server_name));
	return (hash_bytes(key, &all, sizeof all) | 1);
}
