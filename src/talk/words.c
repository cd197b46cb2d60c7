/*
 * A reply's words: its status, and those that servers are known to say.  Where
 * a client's credentials were not seen any other word might be one of them.
 */

#include "talk/words.h"

#include "base/text.h"
#include "data/replies.h"

enum { STATUS_BYTES = 4 };	/* "-ERR" */

/* A reply's first word: a code, "-ERR", "NO"; what is glued to it is not. */
struct span
words_status(struct span *reply)
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
void
words_keep_known(struct span reply, char out[REPLY_BYTES])
{
	struct span word;
	struct text t;

	text_init(&t, out, REPLY_BYTES);
	text_add_wire(&t, words_status(&reply), false);
	while (span_word(&reply, &word) && !t.is_cut) {
		text_add(&t, " ");
		if (is_known_word(word))
			text_add_wire(&t, word, false);
		else
			text_add(&t, "?");
	}
}
