/*
 * Echoes: what a server repeats of the client's credentials.
 *
 * The credentials are gone when the reply comes, so the reply is searched for
 * texts with the same tag.  A text begins and ends where a word does, and may
 * hold several words: a password may have blanks in it.  Tags are sums that
 * are carried on byte by byte, so that each beginning is walked only once.
 *
 * A longer text is known by its first and its last PART_BYTES, wherever they
 * stand: servers cut what they repeat.  Base 64 of any text is known by what
 * comes out of it: no server says that of its own.
 *
 * The tags tell nothing to anybody who does not have the run's key, and even
 * to him little more than the tag by which two logins are compared.
 */

#include "talk/echo.h"

#include <string.h>

#include "base/base64.h"
#include "base/text.h"
#include "data/replies.h"
#include "talk/pending.h"

enum {
	PART_BYTES = 6,		/* so much of a text is known again */
	STATUS_BYTES = 4,	/* "-ERR" */
	/* Of an echo; a reply is kept to REPLY_BYTES. */
	TEXT_BYTES = 256,
	SEEN_BYTES = REPLY_BYTES + TEXT_BYTES,
	/* Base 64 is taken for an echo from so many decoded bytes on, and from
	 * more where its beginning may be missing. */
	DECODED_LEAST = 6, SHIFTED_LEAST = 9,
	/* No word is longer and has digits: base 64 whose case was changed. */
	CODED_LEAST = 28
};

/* 2^64 by the golden ratio: odd, and its bits are well mixed. */
#define TAG_FACTOR	UINT64_C(0x9e3779b97f4a7c15)

/* Tags of short texts and of the ends of longer ones differ. */
enum tag_kind { TAG_WHOLE = 1, TAG_PART = 3 };

/* Letters beyond ASCII differ by the same bit in Latin-1, and in UTF-8 most. */
static uint8_t
fold_byte(uint8_t c)
{
	return ((uint8_t)((c >= 'A' && c <= 'Z') || c >= 0x80 ? c | 32 : c));
}

/* --- tags --- */

static uint64_t
tag_begin(const struct talk_store *s)
{
	return (s->secret_key.k1);
}

static uint64_t
tag_factor(const struct talk_store *s)
{
	return ((s->secret_key.k0 ^ TAG_FACTOR) | 1);
}

static uint64_t
tag_feed(const struct talk_store *s, uint64_t sum, uint8_t c)
{
	return ((sum + fold_byte(c)) * tag_factor(s));
}

/* Never 0, which means none. */
static uint32_t
tag_end(uint64_t sum, enum tag_kind kind)
{
	uint32_t tag = (uint32_t)((sum ^ sum >> 32) * TAG_FACTOR * kind >> 32);

	return (tag == 0 ? 1 : tag);
}

/* A part's sum begins with nothing: it rolls along the reply. */
static uint32_t
tag_of(const struct talk_store *s, struct span text, enum tag_kind kind)
{
	uint64_t sum = kind == TAG_WHOLE ? tag_begin(s) : 0;
	size_t i;

	for (i = 0; i < text.len; i++)
		sum = tag_feed(s, sum, text.p[i]);
	return (tag_end(sum, kind));
}

void
echo_note(struct pending *p, const struct talk_store *s, struct span sent)
{
	struct echo_tag tag = { 0, 0 };
	struct span end;
	int i;

	sent = span_trim(sent);
	if (sent.len == 0)
		return;
	end = sent;
	if (sent.len < PART_BYTES)
		tag.first = tag_of(s, sent, TAG_WHOLE);
	else {
		span_skip(&end, sent.len - PART_BYTES);
		sent.len = PART_BYTES;
		tag.first = tag_of(s, sent, TAG_PART);
		tag.last = tag_of(s, end, TAG_PART);
	}
	for (i = 0; i < ECHO_TAGS; i++)
		if (p->sent[i].first == tag.first &&
		    p->sent[i].last == tag.last)
			return;
	p->sent[p->n_sent] = tag;
	p->n_sent = (uint8_t)((p->n_sent + 1) % ECHO_TAGS);
}

void
echo_note_line(struct pending *p, const struct talk_store *s,
    struct span line)
{
	struct span word;
	size_t i;

	line = span_trim(line);
	word = line;
	echo_note(p, s, line);
	for (i = line.len; i > 0; i--)
		if (line.p[i - 1] == ' ' || line.p[i - 1] == ':') {
			span_skip(&word, i);
			echo_note(p, s, word);
			return;
		}
}

/* A short text has one tag, which no other has; a part is either end. */
static bool
was_sent(const struct pending *p, uint64_t sum, enum tag_kind kind)
{
	uint32_t tag = tag_end(sum, kind);
	int i;

	for (i = 0; i < ECHO_TAGS; i++)
		if (p->sent[i].first == tag || p->sent[i].last == tag)
			return (true);
	return (false);
}

/* Was any text sent that is known as a whole? */
static bool
has_shorts(const struct pending *p)
{
	int i;

	for (i = 0; i < ECHO_TAGS; i++)
		if (p->sent[i].first != 0 && p->sent[i].last == 0)
			return (true);
	return (false);
}

/* A bit for each tag: nearly every place of a reply is passed over by it. */
static uint64_t
tag_bit(uint32_t tag)
{
	return (UINT64_C(1) << (tag & 63));
}

static uint64_t
part_bits(const struct pending *p)
{
	uint64_t bits = 0;
	int i;

	for (i = 0; i < ECHO_TAGS; i++)
		if (p->sent[i].last != 0)
			bits |= tag_bit(p->sent[i].first) |
			    tag_bit(p->sent[i].last);
	return (bits);
}

/* --- texts --- */

/* Put in quotes, or after a colon at the very end: that is no own word. */
static bool
is_cited(struct span words, size_t from, size_t to)
{
	size_t before = from;

	while (before > 0 && words.p[before - 1] == ' ')
		before--;
	if (to == words.len && before > 0 && (words.p[before - 1] == ':' ||
	    words.p[before - 1] == '='))
		return (true);
	return (from > 0 && to < words.len &&
	    strchr("\"'`(<", words.p[from - 1]) != NULL &&
	    strchr("\"'`)>", words.p[to]) != NULL);
}

/*
 * A password may be a word that servers say, or begin or end like one:
 * "failed", "password1".  To leave out what the server says of its own would
 * tell more than to keep it.
 */
static bool
is_own_word(struct span words, size_t at, size_t n)
{
	size_t from = at, to = at;

	while (from > 0 && byte_is_wordly(words.p[from - 1]))
		from--;
	while (to < words.len && byte_is_wordly(words.p[to]))
		to++;
	return (to >= at + n && !is_cited(words, from, to) &&
	    replies_have_word((struct span){ words.p + from, to - from }));
}

/*
 * Do the first or the last bytes of a text that was sent stand anywhere?  The
 * sum rolls along: the byte that leaves the window is taken out of it.
 */
static bool
holds_part(const struct pending *p, const struct talk_store *s,
    struct span words)
{
	uint64_t factor = tag_factor(s), gone = 1, sum = 0;
	uint64_t bits = part_bits(p);
	size_t i;

	if (bits == 0)
		return (false);		/* all that was sent is shorter */
	for (i = 0; i <= PART_BYTES; i++)
		gone *= factor;
	for (i = 0; i < words.len && i < REPLY_BYTES + PART_BYTES; i++) {
		sum = tag_feed(s, sum, words.p[i]);
		if (i >= PART_BYTES)
			sum -= fold_byte(words.p[i - PART_BYTES]) * gone;
		if (i + 1 >= PART_BYTES &&
		    (bits & tag_bit(tag_end(sum, TAG_PART))) != 0 &&
		    was_sent(p, sum, TAG_PART) &&
		    !is_own_word(words, i + 1 - PART_BYTES, PART_BYTES))
			return (true);
	}
	return (false);
}

/* Does a short text that was sent stand here, up to the end of a word? */
static bool
short_stands(const struct pending *p, const struct talk_store *s,
    struct span words, size_t at)
{
	uint64_t sum = tag_begin(s);
	size_t i;

	for (i = at; i < words.len && i + 1 < at + PART_BYTES; i++) {
		sum = tag_feed(s, sum, words.p[i]);
		if (i + 1 < words.len && byte_is_wordly(words.p[i]) &&
		    byte_is_wordly(words.p[i + 1]))
			continue;
		if (was_sent(p, sum, TAG_WHOLE) &&
		    !is_own_word(words, at, i + 1 - at))
			return (true);
	}
	return (false);
}

/* A short text counts only as a word; a part also behind other letters. */
static bool
holds_text(const struct pending *p, const struct talk_store *s,
    struct span words)
{
	size_t i;

	if (holds_part(p, s, words))
		return (true);
	if (!has_shorts(p))
		return (false);
	for (i = 0; i < words.len && i < REPLY_BYTES; i++)
		if (words.p[i] != ' ' &&
		    (i == 0 || !byte_is_wordly(words.p[i - 1])) &&
		    short_stands(p, s, words, i))
			return (true);
	return (false);
}

/* --- base 64 and hexadecimal --- */

/* Decoded bytes hold what was sent, between NULs or ^A as SASL has it. */
static bool
decoded_was_sent(const struct pending *p, const struct talk_store *s,
    const uint8_t *at, size_t n)
{
	struct span user = pending_user(s, p), part = { at, 0 };
	size_t i;

	for (i = 0; i <= n; i++) {
		if (i < n && at[i] > 1)
			continue;
		part.len = (size_t)(at + i - part.p);
		if (part.len > 0 && (holds_text(p, s, part) ||
		    (part.len == user.len &&
		    memcmp(part.p, user.p, user.len) == 0)))
			return (true);
		part.p = at + i + 1;
	}
	return (false);
}

static bool
is_plain_text(const uint8_t *at, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (at[i] > 1 && (at[i] < ' ' || at[i] > '~'))
			return (false);
	return (true);
}

static bool
is_base64(uint8_t c)
{
	return (byte_is_alnum(c) || c == '+' || c == '/');
}

static int
hex_of(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return (c - '0');
	c = fold_byte(c);
	return (c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1);
}

static bool
has_digit(struct span run)
{
	size_t i;

	for (i = 0; i < run.len; i++)
		if (run.p[i] >= '0' && run.p[i] <= '9')
			return (true);
	return (false);
}

/* UTF-8, or what SASL parts it with; its last character may be cut off. */
static bool
may_be_sent(const uint8_t *bytes, size_t n)
{
	struct span rest = { bytes, n };

	while (rest.len > 0) {
		size_t one = utf8_length(rest);

		if (one == 0)
			return (rest.len < 4 && rest.len < n);
		if (rest.p[0] > 1 && rest.p[0] < ' ')
			return (false);
		span_skip(&rest, one);
	}
	return (n > 0);
}

/*
 * A run of characters of base 64: its beginning may have been cut off.  Hardly
 * a word that a server says gets beyond its first decoded bytes.
 */
static bool
run_is_base64(const struct pending *p, const struct talk_store *s,
    struct span run)
{
	uint8_t decoded[TEXT_BYTES];
	size_t shift, n;
	bool is_echo = false;

	for (shift = 0; shift < 4 && !is_echo; shift++) {
		struct span rest = { run.p + shift, run.len - shift };
		struct span head = { rest.p, rest.len < 8 ? rest.len : 8 };

		if (shift > 0 && run.len < SHIFTED_LEAST / 3 * 4 + shift)
			break;
		n = base64_decode(head, decoded, sizeof decoded, NULL);
		if (shift > 0 && !may_be_sent(decoded, n))
			continue;
		n = base64_decode(rest, decoded, sizeof decoded, NULL);
		is_echo = (n >= (shift == 0 ? DECODED_LEAST : SHIFTED_LEAST) &&
		    is_plain_text(decoded, n)) ||
		    (shift == 0 && decoded_was_sent(p, s, decoded, n));
	}
	wipe(decoded, sizeof decoded);
	return (is_echo);
}

static bool
run_is_hex(const struct pending *p, const struct talk_store *s,
    struct span run)
{
	uint8_t decoded[TEXT_BYTES];
	bool is_echo;
	size_t n;

	for (n = 0; n < sizeof decoded && 2 * n + 1 < run.len; n++) {
		int high = hex_of(run.p[2 * n]);
		int low = hex_of(run.p[2 * n + 1]);

		if (high < 0 || low < 0)
			return (false);
		decoded[n] = (uint8_t)(high << 4 | low);
	}
	is_echo = decoded_was_sent(p, s, decoded, n);
	wipe(decoded, sizeof decoded);
	return (is_echo);
}

/* "/" and "+" are of base 64, and yet may stand before it; so may "0x". */
static bool
run_is_coded(const struct pending *p, const struct talk_store *s,
    struct span run)
{
	size_t i;

	if (run.len >= CODED_LEAST && has_digit(run))
		return (true);
	for (i = 0; i + 2 <= run.len; i++) {
		struct span rest = { run.p + i, run.len - i };

		if ((i == 0 || !byte_is_alnum(run.p[i - 1]) ||
		    (i == 2 && run.p[0] == '0' && run.p[1] == 'x')) &&
		    (run_is_base64(p, s, rest) || run_is_hex(p, s, rest)))
			return (true);
	}
	return (false);
}

static bool
holds_coded(const struct pending *p, const struct talk_store *s,
    struct span words)
{
	size_t from, to;

	for (from = 0; from < words.len && from < REPLY_BYTES; from = to + 1) {
		struct span run = { words.p + from, 0 };

		for (to = from; to < words.len && is_base64(words.p[to]); to++)
			continue;
		run.len = to - from;
		if (run_is_coded(p, s, run))
			return (true);
	}
	return (false);
}

/* --- escapes --- */

/*
 * "%41", "=41" and "\x41" as the byte they stand for, a backslash before any
 * other byte left out; the bytes that are left.
 */
static size_t
unescape(uint8_t *at, size_t n)
{
	size_t from = 0, to = 0;

	while (from < n) {
		size_t digits = from + 1;
		int high, low;

		if (at[from] == '\\' && digits < n &&
		    fold_byte(at[digits]) == 'x')
			digits++;
		high = digits < n ? hex_of(at[digits]) : -1;
		low = digits + 1 < n ? hex_of(at[digits + 1]) : -1;
		if (high >= 0 && low >= 0 && (at[from] == '%' ||
		    at[from] == '=' || digits > from + 1)) {
			at[to++] = (uint8_t)(high << 4 | low);
			from = digits + 2;
		} else if (at[from] == '\\' && from + 1 < n) {
			at[to++] = at[from + 1];
			from += 2;
		} else
			at[to++] = at[from++];
	}
	return (to);
}

/* A reply's first word: a code, "-ERR", "NO"; what is glued to it is not. */
static struct span
take_status(struct span *reply)
{
	struct span status;

	*reply = span_trim(*reply);
	status = (struct span){ reply->p, 0 };
	while (status.len < reply->len && status.len < STATUS_BYTES &&
	    (byte_is_alnum(status.p[status.len]) ||
	    status.p[status.len] == '-' || status.p[status.len] == '+'))
		status.len++;
	span_skip(reply, status.len);
	return (status);
}

static bool
holds_echo(const struct pending *p, const struct talk_store *s,
    struct span reply)
{
	uint8_t kept[SEEN_BYTES];
	struct span words;
	bool is_echo;
	size_t n;

	/* The status is the server's own, though a password may be "no". */
	take_status(&reply);
	n = reply.len < sizeof kept ? reply.len : sizeof kept;
	memcpy(kept, reply.p, n);
	words = (struct span){ kept, n };
	is_echo = holds_text(p, s, words) || holds_coded(p, s, words);
	if (!is_echo && (memchr(kept, '%', n) != NULL ||
	    memchr(kept, '=', n) != NULL || memchr(kept, '\\', n) != NULL)) {
		words.len = unescape(kept, n);
		is_echo = holds_text(p, s, words) || holds_coded(p, s, words);
	}
	wipe(kept, sizeof kept);
	return (is_echo);
}

/* --- what is kept --- */

/* "5.7.8", "192.0.2.1": a password may be a number, but has no such dots. */
static bool
is_dotted(struct span word)
{
	size_t i, n_digits = 0;
	bool has_dot = false;

	for (i = 0; i < word.len; i++) {
		if (word.p[i] == '.') {
			if (n_digits == 0)
				return (false);
			has_dot = true;
			n_digits = 0;
		} else if (word.p[i] < '0' || word.p[i] > '9' ||
		    ++n_digits > 3)
			return (false);
	}
	return (has_dot && n_digits > 0);
}

/* Codes, the capabilities, and words of data/replies.c. */
static bool
is_known_word(struct span word)
{
	if (span_equals_nocase(word, "[CAPABILITY") || is_dotted(word))
		return (true);
	while (word.len > 0 && !byte_is_wordly(word.p[word.len - 1]))
		word.len--;
	while (word.len > 0 && !byte_is_wordly(word.p[0]))
		span_skip(&word, 1);
	return (word.len == 0 || span_equals_nocase(word, "IMAP4rev1") ||
	    span_equals_nocase(word, "IMAP4rev2") || replies_have_word(word));
}

/* The credentials were not seen: any word might be one of them. */
static void
known_words(struct span reply, char out[REPLY_BYTES])
{
	struct span word;
	struct text t;

	text_init(&t, out, REPLY_BYTES);
	text_add_wire(&t, take_status(&reply), false);
	while (span_word(&reply, &word) && !t.is_cut) {
		text_add(&t, " ");
		if (is_known_word(word))
			text_add_wire(&t, word, false);
		else
			text_add(&t, "?");
	}
}

void
echo_keep(const struct pending *p, const struct talk_store *s,
    struct span reply, char out[REPLY_BYTES])
{
	const struct pending *other;

	out[0] = '\0';
	for (other = pending_first(p->owner, s); other != NULL;
	    other = pending_next(s, other))
		if (holds_echo(other, s, reply))
			return;
	if (p->is_cut && !p->is_read)
		known_words(reply, out);
	else
		text_keep(out, REPLY_BYTES, reply);
}
