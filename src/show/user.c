/* Account names as they are shown. */

#include "show/user.h"

#include <string.h>

#include "data/event.h"

/* Letters and digits of any alphabet: a name does not begin within them. */
static bool
is_letter(char c)
{
	return (byte_is_alnum((uint8_t)c) || (uint8_t)c >= 0x80);
}

/* Blanks and controls, and the blanks of Unicode, from U+0080 on. */
static bool
is_blank(const char *s)
{
	static const char *const wide[] = {
		"\xc2\x85", "\xc2\xa0", "\xe1\x9a\x80", "\xe2\x80\x80",
		"\xe2\x80\x81", "\xe2\x80\x82", "\xe2\x80\x83",
		"\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86",
		"\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89",
		"\xe2\x80\x8a", "\xe2\x80\xa8", "\xe2\x80\xa9",
		"\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80"
	};
	size_t i;

	if ((uint8_t)*s < 0x80)
		return ((uint8_t)*s <= ' ' || *s == 0x7f);
	for (i = 0; i < sizeof wide / sizeof wide[0]; i++)
		if (strncmp(s, wide[i], strlen(wide[i])) == 0)
			return (true);
	return (false);
}

/* How many bytes at the beginning of s can be a domain's name. */
static size_t
domain_length(struct span s)
{
	size_t n = 0;

	while (n < s.len && (is_letter((char)s.p[n]) || s.p[n] == '-' ||
	    s.p[n] == '.') && !is_blank((const char *)s.p + n))
		n++;
	return (n);
}

static const uint8_t *
find_byte(struct span s, uint8_t c)
{
	return (s.len == 0 ? NULL : memchr(s.p, c, s.len));
}

/*
 * The domain in front, the first character, and the domain behind: of these
 * only what can be one, for what follows may be a password that was typed into
 * the same field.
 */
static void
add_masked(struct text *t, struct span name, bool ascii)
{
	const uint8_t *slash = find_byte(name, '\\'), *at;
	size_t n;

	if (slash != NULL && domain_length(name) ==
	    (size_t)(slash - name.p)) {
		text_add_wire(t, (struct span){ name.p,
		    (size_t)(slash - name.p) + 1 }, ascii);
		span_skip(&name, (size_t)(slash - name.p) + 1);
	}
	at = find_byte(name, '@');
	if (name.len > 0 && name.p != at) {
		n = utf8_length(name);
		text_add_wire(t, (struct span){ name.p, n == 0 ? 1 : n },
		    ascii);
	}
	text_add(t, "***");
	if (at == NULL)
		return;
	span_skip(&name, (size_t)(at - name.p) + 1);
	n = domain_length(name);
	text_add(t, "@");
	text_add_wire(t, (struct span){ name.p, n }, ascii);
	if (n < name.len)
		text_add(t, "***");
}

void
user_add(struct text *t, const char *user, bool whole, bool ascii)
{
	struct span name = { (const uint8_t *)user, 0 };

	if (whole || user[0] == '\0') {
		text_add_wire(t, span_text(user[0] != '\0' ? user :
		    "an unknown account"), ascii);
		return;
	}
	while (*user != '\0' && is_blank(user))
		user++;
	name.p = (const uint8_t *)user;
	while (user[name.len] != '\0' && !is_blank(user + name.len))
		name.len++;
	add_masked(t, name, ascii);
	if (user[name.len] != '\0')
		text_add(t, " ***");
}

static char
lower(char c)
{
	return ((char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c));
}

/*
 * The bytes of the name if it stands at the beginning, else 0.  A reply is
 * kept to REPLY_BYTES: there the beginning of a name is the name.
 */
static size_t
match(const char *words, struct span name, bool is_cut)
{
	size_t i;

	for (i = 0; i < name.len && words[i] != '\0'; i++)
		if (lower(words[i]) != lower((char)name.p[i]))
			return (0);
	if (i < name.len)
		return (is_cut ? i : 0);
	return (is_letter(words[i]) ? 0 : i);
}

/* RFC 5322 3.2.3: what a mail address consists of, up to its "@"; else 0. */
static size_t
match_address(const char *words)
{
	size_t n = 0, domain;

	while (words[n] != '\0' && (is_letter(words[n]) ||
	    strchr("!#$%&'*+-/=?^_`{|}~.", words[n]) != NULL))
		n++;
	if (words[n] != '@')
		return (0);
	for (domain = n + 1; is_letter(words[domain]) ||
	    words[domain] == '-' || words[domain] == '.'; domain++)
		continue;
	return (domain);
}

/* The user without domains: "anna" of "anna@example.com", "OFFICE\anna". */
static struct span
local_part(const char *user)
{
	const char *slash = strrchr(user, '\\');
	struct span s = span_text(slash != NULL ? slash + 1 : user);
	size_t n = strcspn((const char *)s.p, "@%");

	/* "@example.com" is all there is. */
	if (n > 0)
		s.len = n;
	return (s);
}

static size_t
match_user(const char *words, const char *user, bool is_cut)
{
	struct span whole = span_text(user), local = local_part(user);
	size_t n = match_address(words), all = match(words, whole, is_cut);

	/* A name with a blank goes on behind the address it begins with. */
	if (n < all)
		n = all;
	return (n > 0 ? n : match(words, local, is_cut));
}

/* A server joins as it likes: in its words each name is one. */
static void
add_reply(struct text *t, const char *words, const char *user, bool whole,
    bool ascii)
{
	bool is_cut = strlen(words) + 4 >= REPLY_BYTES, was_letter = false;
	char name[REPLY_BYTES];
	size_t n;

	while (!whole && *words != '\0') {
		n = was_letter ? 0 : match_user(words, user, is_cut);
		was_letter = n > 0 || is_letter(*words);
		if (n > 0 && n < sizeof name) {
			memcpy(name, words, n);
			name[n] = '\0';
			user_add(t, name, false, ascii);
		} else {
			n = utf8_length(span_text(words));
			n = n == 0 ? 1 : n;
			text_add_wire(t, (struct span){
			    (const uint8_t *)words, n }, ascii);
		}
		words += n;
	}
	text_add_wire(t, span_text(words), ascii);
}

/*
 * It is cut between characters: one of several bytes that found no room leaves
 * up to three free, and comes with others of its alphabet.
 */
static bool
reply_is_cut(const char *reply)
{
	size_t n = strlen(reply);

	return (n + 1 >= REPLY_BYTES || (n + 4 >= REPLY_BYTES &&
	    (uint8_t)reply[n - 1] >= 0x80));
}

void
user_add_reply(struct text *t, const char *reply, const char *user,
    bool whole, bool ascii)
{
	add_reply(t, reply, user, whole, ascii);
	if (reply_is_cut(reply))
		text_add(t, ascii ? ".." : "\xe2\x80\xa6");
}
