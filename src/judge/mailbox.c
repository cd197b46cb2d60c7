/*
 * Spellings of one account.  Hashes stand for the parts, so that a mailbox
 * is small and compared at once; a clash of two keyed 64-bit hashes is not a
 * thing that happens.
 */

#include "judge/mailbox.h"

#include <stddef.h>
#include <string.h>

#include "data/event.h"

/* Hash without case; 0 is kept for "none". */
static uint64_t
part_hash(const struct hash_key *key, const char *p, size_t n)
{
	char low[USER_BYTES];
	uint64_t hash;
	size_t i;

	if (n == 0)
		return (0);
	if (n > sizeof low)
		n = sizeof low;
	for (i = 0; i < n; i++) {
		char c = p[i];

		low[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	hash = hash_bytes(key, low, n);
	return (hash == 0 ? 1 : hash);
}

void
mailbox_parse(const struct hash_key *key, const char *user, struct mailbox *out)
{
	size_t n = strlen(user), i, domain_len;
	const char *slash;

	memset(out, 0, sizeof *out);

	/*
	 * Looking from the end: "a@b@dom" has the domain "dom".  A lone sign
	 * at either end is no separator.
	 */
	for (i = n; i > 0; i--)
		if (user[i - 1] == '@' || user[i - 1] == '%')
			break;
	if (i > 1 && i < n) {
		domain_len = n - i;
		if (user[n - 1] == '.' && domain_len > 1)
			domain_len--;
		out->local = part_hash(key, user, i - 1);
		out->domain = part_hash(key, user + i, domain_len);
		out->is_firm = true;
		return;
	}
	slash = strchr(user, '\\');
	if (slash != NULL && slash > user && slash[1] != '\0') {
		out->domain = part_hash(key, user, (size_t)(slash - user));
		out->local = part_hash(key, slash + 1,
		    n - (size_t)(slash - user) - 1);
		return;
	}
	out->local = part_hash(key, user, n);
}

bool
mailbox_equals(const struct mailbox *a, const struct mailbox *b)
{
	return (a->local == b->local && a->domain == b->domain &&
	    a->is_firm == b->is_firm);
}

bool
mailbox_may_join(const struct mailbox *a, const struct mailbox *b)
{
	if (a->local != b->local)
		return (false);
	if (a->is_firm != b->is_firm)
		return (true);	/* a Windows domain tells no mail domain */
	return (a->domain == b->domain ||
	    (!a->is_firm && (a->domain == 0 || b->domain == 0)));
}

uint64_t
mailbox_tag(const struct mailbox *m)
{
	uint64_t tag;

	if (m->local == 0)
		return (0);
	tag = m->local ^ (m->domain << 1 | m->domain >> 63);
	return (tag == 0 ? 1 : tag);
}
