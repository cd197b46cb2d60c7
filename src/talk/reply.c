/*
 * What a server's answer to a login means.
 *
 * The tables of data/replies.h are searched one after the other: sentences,
 * which say why and beat every code (POP3's [AUTH] is said for want of TLS
 * too, a 535 for an unusable mechanism), then response codes ("[LIMIT]"), then
 * loose words, which may stand beside anything, then the status.  No sentence
 * makes a failure of a response code that is none.  A reply no row knows falls
 * to the generic rule: the first -ERR or NO that answers credentials is a
 * refusal of them.
 *
 * What a server echoes of the client's is not its own words.
 */

#include "talk/reply.h"

#include <stdint.h>
#include <string.h>

#include "data/replies.h"
#include "talk/hint.h"

/* No server says why after this much. */
enum { READ_BYTES = 1024 };

static const struct phrase *
find(enum reply_table table, enum proto proto, struct span text)
{
	uint64_t kinds = span_kinds(text);
	size_t n, i;
	const struct phrase *rows = replies_all(table, &n);

	for (i = 0; i < n; i++)
		if ((rows[i].proto == PROTO_UNKNOWN ||
		    rows[i].proto == proto) &&
		    span_starts_nocase(text, rows[i].starts) &&
		    (rows[i].holds[0] == '\0' ||
		    (kinds_may_hold(kinds, rows[i].holds) &&
		    span_holds_nocase(text, rows[i].holds))))
			return (&rows[i]);
	return (NULL);
}

static const struct phrase *
find_code(enum proto proto, struct span text)
{
	struct span status, rest = text;
	size_t n, i;
	const struct phrase *codes = replies_all(REPLY_CODES, &n);

	if (!span_word(&rest, &status))
		return (NULL);
	rest = span_trim(rest);
	for (i = 0; i < n; i++)
		if (codes[i].proto == proto &&
		    span_equals_nocase(status, codes[i].starts) &&
		    span_starts_nocase(rest, codes[i].holds))
			return (&codes[i]);
	return (NULL);
}

/* Blank a name wherever it stands as a word of its own. */
static void
blank_name(uint8_t *p, size_t n, struct span name)
{
	size_t i, k;

	for (i = 0; name.len > 0 && i + name.len <= n; i++) {
		if ((i > 0 && byte_is_wordly(p[i - 1])) ||
		    (i + name.len < n && byte_is_wordly(p[i + name.len])))
			continue;
		for (k = 0; k < name.len; k++)
			if (p[i + k] != name.p[k] &&
			    !(byte_is_letter(p[i + k]) &&
			    (p[i + k] ^ name.p[k]) == 0x20))
				break;
		if (k == name.len)
			memset(p + i, '?', name.len);
	}
}

/* Blank each word with an "@": somebody's address. */
static void
blank_addresses(uint8_t *p, size_t n)
{
	static const char ends[] = " \t\"'<>()[]{},;=";
	size_t i, from = 0;
	bool has_at = false;

	for (i = 0; i <= n; i++) {
		if (i < n && (p[i] == 0 || strchr(ends, p[i]) == NULL)) {
			has_at = has_at || p[i] == '@';
			continue;
		}
		if (has_at)
			memset(p + from, '?', i - from);
		has_at = false;
		from = i + 1;
	}
}

/*
 * The server's own words: who logs in is blanked, and the name before the "@"
 * too unless it is a plain word, which the server may say of itself.
 */
static struct span
own_words(struct span text, struct span user, uint8_t *kept, size_t size)
{
	struct span local = user, s = { kept, 0 };
	bool is_plain = true;
	size_t i;

	s.len = text.len < size ? text.len : size;
	memcpy(kept, text.p, s.len);
	blank_addresses(kept, s.len);
	blank_name(kept, s.len, user);
	for (i = 0; i < user.len && user.p[i] != '@'; i++)
		is_plain = is_plain && byte_is_letter(user.p[i]);
	local.len = is_plain ? 0 : i;
	blank_name(kept, s.len, local);
	return (s);
}

/* A good reply's words are free: "+OK temporary greeting" is still good. */
static bool
is_good(enum proto proto, struct span text)
{
	if (proto == PROTO_SMTP)
		return (span_starts(text, "2") || span_starts(text, "3"));
	return (span_starts_nocase(text,
	    proto == PROTO_POP ? "+OK" : "OK"));
}

/* The generic rule: does this answer refuse at all?  SMTP has none. */
static bool
is_refusal(enum proto proto, struct span text)
{
	if (proto == PROTO_SMTP)
		return (false);
	return (span_starts_nocase(text, proto == PROTO_POP ? "-ERR" : "NO"));
}

/*
 * A status at the very end of what was seen, with no word after it, may have
 * any words behind it.
 */
static bool
says_enough(enum proto proto, struct span text)
{
	return (proto != PROTO_SMTP || text.len >= 12);
}

/* The row that decides, and whether it is one of words. */
static const struct phrase *
row_of(enum proto proto, enum asked asked, struct span text, struct span own,
    bool *is_said)
{
	const struct phrase *code, *row = NULL;

	*is_said = false;
	if (is_good(proto, text))
		return (find(REPLY_STATUSES, proto, text));
	code = find_code(proto, text);
	*is_said = true;
	row = find(REPLY_SENTENCES, proto, own);
	/* A server that says it did not judge has refused no password. */
	if (row != NULL && code != NULL && code->outcome != OUTCOME_FAILED &&
	    row->outcome == OUTCOME_FAILED)
		row = NULL;
	if (row == NULL && code == NULL)
		row = find(REPLY_LOOSE, proto, own);
	if (row == NULL && code == NULL && asked == ASKED_USER)
		row = find(REPLY_USERS, proto, own);
	if (row != NULL)
		return (row);
	*is_said = false;
	return (code != NULL ? code :
	    find(REPLY_STATUSES, proto, own));
}

/* What a refusal without another reason is, by what it asks for. */
static const struct {
	enum outcome outcome;
	enum reason reason;
} heeded[HINT_COUNT] = {
	[HINT_APP_PASSWORD] = { OUTCOME_FAILED, REASON_DISABLED },
	[HINT_WEB_LOGIN] = { OUTCOME_FAILED, REASON_DISABLED },
	[HINT_PASSWORD_EXPIRED] = { OUTCOME_FAILED, REASON_DISABLED },
	[HINT_SWITCHED_OFF] = { OUTCOME_FAILED, REASON_DISABLED },
	[HINT_COUNTRY] = { OUTCOME_FAILED, REASON_DISABLED },
	[HINT_LICENCE] = { OUTCOME_FAILED, REASON_DISABLED },
	[HINT_TLS_FIRST] = { OUTCOME_UNKNOWN, REASON_POLICY },
	[HINT_NOT_OFFERED] = { OUTCOME_UNKNOWN, REASON_POLICY },
	[HINT_CONNECTIONS] = { OUTCOME_UNKNOWN, REASON_RATE_LIMIT },
	[HINT_ACCOUNT_LOCKED] = { OUTCOME_UNKNOWN, REASON_RATE_LIMIT },
	[HINT_ADDRESS_LOCKED] = { OUTCOME_UNKNOWN, REASON_RATE_LIMIT },
	[HINT_MAILBOX_BUSY] = { OUTCOME_UNKNOWN, REASON_TEMPORARY },
	[HINT_SERVER_TROUBLE] = { OUTCOME_UNKNOWN, REASON_TEMPORARY }
};

void
judgement_heed(struct judgement *j, enum hint hint)
{
	j->hint = hint;
	if (j->outcome != OUTCOME_FAILED || j->is_said ||
	    heeded[hint].reason == REASON_UNKNOWN)
		return;
	j->outcome = heeded[hint].outcome;
	j->reason = heeded[hint].reason;
}

struct judgement
reply_judge(enum proto proto, enum asked asked, struct span text,
    bool is_whole, struct span user)
{
	struct judgement unseen = { OUTCOME_UNKNOWN, REASON_NOT_SEEN, true,
	    false, HINT_UNKNOWN };
	struct judgement j = { OUTCOME_UNKNOWN, REASON_PROTOCOL, true,
	    false, HINT_UNKNOWN };
	enum hint hint;
	uint8_t kept[READ_BYTES];
	struct span own = text;
	const struct phrase *row;

	if (!is_good(proto, text))
		own = own_words(text, user, kept, sizeof kept);
	row = row_of(proto, asked, text, own, &j.is_said);
	hint = hint_of(proto, own);
	/* A server may have repeated a password. */
	if (own.p == kept)
		wipe(kept, own.len);
	if (row != NULL) {
		if (!is_whole && row->outcome == OUTCOME_FAILED &&
		    !says_enough(proto, text))
			return (unseen);
		j.outcome = row->outcome;
		j.reason = row->reason;
		j.is_generic = false;
	} else if (!is_whole) {
		return (unseen);
	} else if (is_refusal(proto, text)) {
		j.outcome = OUTCOME_FAILED;
		j.reason = REASON_CREDENTIALS;
	}
	judgement_heed(&j, hint);
	return (j);
}
