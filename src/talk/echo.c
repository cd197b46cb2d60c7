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
#include "talk/words.h"

enum {
	PART_BYTES = 6,		/* so much of a text is known again */
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
	p->n_sent = (p->n_sent + 1U) % ECHO_TAGS & 3U;
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

/* A bit for each tag: nearly every place of a reply is passed over by it. */
static uint64_t
tag_bit(uint32_t tag)
{
	return (UINT64_C(1) << (tag & 63));
}

/* What one login has sent, made ready to look for it in a reply. */
struct search {
	const struct pending *p;
	const struct talk_store *s;
	struct span user;
	uint64_t factor, gone;		/* gone: of a byte that leaves */
	uint64_t part_bits;		/* 0: no text is known by its ends */
	bool has_shorts;		/* a text is known as a whole */
};

static struct search
search_of(const struct pending *p, const struct talk_store *s)
{
	struct search f = { .p = p, .s = s, .user = pending_user(s, p),
	    .factor = tag_factor(s), .gone = 1 };
	int i;

	for (i = 0; i <= PART_BYTES; i++)
		f.gone *= f.factor;
	for (i = 0; i < ECHO_TAGS; i++)
		if (p->sent[i].last != 0)
			f.part_bits |= tag_bit(p->sent[i].first) |
			    tag_bit(p->sent[i].last);
		else if (p->sent[i].first != 0)
			f.has_shorts = true;
	return (f);
}

/* A short text has one tag, which no other has; a part is either end. */
static bool
was_sent(const struct search *f, uint32_t tag)
{
	int i;

	for (i = 0; i < ECHO_TAGS; i++)
		if (f->p->sent[i].first == tag || f->p->sent[i].last == tag)
			return (true);
	return (false);
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
holds_part(const struct search *f, struct span words)
{
	uint64_t sum = 0;
	uint32_t tag;
	size_t i;

	if (f->part_bits == 0 || words.len < PART_BYTES)
		return (false);
	for (i = 0; i < words.len && i < REPLY_BYTES + PART_BYTES; i++) {
		sum = (sum + fold_byte(words.p[i])) * f->factor;
		if (i >= PART_BYTES)
			sum -= fold_byte(words.p[i - PART_BYTES]) * f->gone;
		if (i + 1 < PART_BYTES)
			continue;
		tag = tag_end(sum, TAG_PART);
		if ((f->part_bits & tag_bit(tag)) != 0 && was_sent(f, tag) &&
		    !is_own_word(words, i + 1 - PART_BYTES, PART_BYTES))
			return (true);
	}
	return (false);
}

/* Does a short text that was sent stand here, up to the end of a word? */
static bool
short_stands(const struct search *f, struct span words, size_t at)
{
	uint64_t sum = tag_begin(f->s);
	size_t i;

	for (i = at; i < words.len && i + 1 < at + PART_BYTES; i++) {
		sum = tag_feed(f->s, sum, words.p[i]);
		if (i + 1 < words.len && byte_is_wordly(words.p[i]) &&
		    byte_is_wordly(words.p[i + 1]))
			continue;
		if (was_sent(f, tag_end(sum, TAG_WHOLE)) &&
		    !is_own_word(words, at, i + 1 - at))
			return (true);
	}
	return (false);
}

/* A short text counts only as a word; a part also behind other letters. */
static bool
holds_text(const struct search *f, struct span words)
{
	size_t i;

	if (holds_part(f, words))
		return (true);
	if (!f->has_shorts)
		return (false);
	for (i = 0; i < words.len && i < REPLY_BYTES; i++)
		if (words.p[i] != ' ' &&
		    (i == 0 || !byte_is_wordly(words.p[i - 1])) &&
		    short_stands(f, words, i))
			return (true);
	return (false);
}

/* --- base 64 and hexadecimal --- */

/* Decoded bytes hold what was sent, between NULs or ^A as SASL has it. */
static bool
decoded_was_sent(const struct search *f, const uint8_t *at, size_t n)
{
	struct span part = { at, 0 };
	size_t i;

	for (i = 0; i <= n; i++) {
		if (i < n && at[i] > 1)
			continue;
		part.len = (size_t)(at + i - part.p);
		if (part.len > 0 && (holds_text(f, part) ||
		    (part.len == f->user.len &&
		    memcmp(part.p, f->user.p, part.len) == 0)))
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

/* Bytes that stand in no password, and in most words that are "decoded". */
static bool
has_controls(const uint8_t *at, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if ((at[i] > 1 && at[i] < ' ' && at[i] != '\t') ||
		    at[i] == 0x7f)
			return (true);
	return (false);
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
run_is_base64(const struct search *f, struct span run)
{
	uint8_t decoded[TEXT_BYTES];
	size_t shift, n, most = 0;
	bool is_echo = false;

	for (shift = 0; shift < 4 && !is_echo; shift++) {
		struct span rest = { run.p + shift, run.len - shift };
		struct span head = { rest.p, rest.len < 8 ? rest.len : 8 };

		if (shift > 0 && run.len < SHIFTED_LEAST / 3 * 4 + shift)
			break;
		n = base64_decode(head, decoded, sizeof decoded, NULL);
		if (shift > 0 ? !may_be_sent(decoded, n) :
		    has_controls(decoded, n)) {
			most = n > most ? n : most;
			continue;
		}
		if (rest.len > head.len)
			n = base64_decode(rest, decoded, sizeof decoded, NULL);
		most = n > most ? n : most;
		is_echo = (n >= (shift == 0 ? DECODED_LEAST : SHIFTED_LEAST) &&
		    is_plain_text(decoded, n)) ||
		    (shift == 0 && decoded_was_sent(f, decoded, n));
	}
	wipe(decoded, most);
	return (is_echo);
}

static bool
run_is_hex(const struct search *f, struct span run)
{
	uint8_t decoded[TEXT_BYTES];
	bool is_echo;
	size_t n;

	for (n = 0; n < sizeof decoded && 2 * n + 1 < run.len; n++) {
		int high = hex_of(run.p[2 * n]);
		int low = hex_of(run.p[2 * n + 1]);

		if (high < 0 || low < 0)
			break;
		decoded[n] = (uint8_t)(high << 4 | low);
	}
	is_echo = 2 * n + 1 >= run.len && decoded_was_sent(f, decoded, n);
	wipe(decoded, n);
	return (is_echo);
}

/* "/" and "+" are of base 64, and yet may stand before it; so may "0x". */
static bool
run_is_coded(const struct search *f, struct span run)
{
	size_t i;

	if (run.len >= CODED_LEAST && has_digit(run))
		return (true);
	for (i = 0; i + 2 <= run.len; i++) {
		struct span rest = { run.p + i, run.len - i };

		if ((i == 0 || !byte_is_alnum(run.p[i - 1]) ||
		    (i == 2 && run.p[0] == '0' && run.p[1] == 'x')) &&
		    (run_is_base64(f, rest) || run_is_hex(f, rest)))
			return (true);
	}
	return (false);
}

static bool
holds_coded(const struct search *f, struct span words)
{
	size_t from, to;

	for (from = 0; from < words.len && from < REPLY_BYTES; from = to + 1) {
		struct span run = { words.p + from, 0 };

		for (to = from; to < words.len && is_base64(words.p[to]); to++)
			continue;
		run.len = to - from;
		if (run_is_coded(f, run))
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

static bool
holds_echo(const struct pending *p, const struct talk_store *s,
    struct span reply)
{
	const struct search f = search_of(p, s);
	uint8_t kept[SEEN_BYTES];
	struct span words;
	bool is_echo;
	size_t n;

	/* The status is the server's own, though a password may be "no". */
	words_status(&reply);
	n = reply.len < sizeof kept ? reply.len : sizeof kept;
	memcpy(kept, reply.p, n);
	words = (struct span){ kept, n };
	is_echo = holds_text(&f, words) || holds_coded(&f, words);
	if (!is_echo && (memchr(kept, '%', n) != NULL ||
	    memchr(kept, '=', n) != NULL || memchr(kept, '\\', n) != NULL)) {
		words.len = unescape(kept, n);
		is_echo = holds_text(&f, words) || holds_coded(&f, words);
	}
	wipe(kept, n);
	return (is_echo);
}

/*
 * Servers say the same again and again.  What was said to another, and held
 * nothing that he had sent, is the server's own: it is no echo now, either.
 * Returns the reply's place among these.
 */
static uint64_t *
clean_place(struct talk_store *s, uint64_t hash)
{
	return (&s->clean[hash % CLEAN_REPLIES]);
}

static bool
was_any_sent(const struct pending *p)
{
	return (p->sent[0].first != 0);
}

void
echo_keep(const struct pending *p, struct talk_store *s, struct span reply,
    char out[REPLY_BYTES])
{
	const struct pending *other;
	uint64_t hash;

	out[0] = '\0';
	if (p->is_cut && !p->is_read) {
		for (other = pending_first(p->owner, s); other != NULL;
		    other = pending_next(s, other))
			if (holds_echo(other, s, reply))
				return;
		words_keep_known(reply, out);
		return;
	}
	hash = hash_bytes(&s->secret_key, reply.p, reply.len);
	if (*clean_place(s, hash) != hash) {
		for (other = pending_first(p->owner, s); other != NULL;
		    other = pending_next(s, other))
			if (holds_echo(other, s, reply))
				return;
		if (was_any_sent(p))
			*clean_place(s, hash) = hash;
	}
	text_keep(out, REPLY_BYTES, reply);
}
