/*
 * Borrowed bytes and checked reads.
 *
 * A span never owns what it points at: it is good until the call that handed
 * it out returns, unless a header says otherwise.  Every take is checked; one
 * that fails changes nothing, so a caller may try another reading of the same
 * bytes.  Nothing here knows what the bytes mean.
 */

#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct span {
	const uint8_t *p;
	size_t len;
};

/* What a reader that may be handed half a thing answers. */
enum progress {
	READ_BAD = -1,		/* not what it claims to be */
	READ_MORE = 0,		/* a good beginning; the end has not come yet */
	READ_DONE = 1		/* one whole thing was taken */
};

/* The bytes of a C string, without its NUL. */
struct span	span_text(const char *text);

/* Take n bytes off the front; false, nothing changed, if there are fewer. */
bool	span_take(struct span *s, size_t n, struct span *out);
bool	span_skip(struct span *s, size_t n);

/* Take a number off the front: big-endian unless the name says otherwise. */
bool	span_u8(struct span *s, uint8_t *out);
bool	span_be16(struct span *s, uint16_t *out);
bool	span_be24(struct span *s, uint32_t *out);
bool	span_be32(struct span *s, uint32_t *out);
bool	span_le16(struct span *s, uint16_t *out);
bool	span_le32(struct span *s, uint32_t *out);

/*
 * Take the next word: leading blanks (space, tab) are dropped, then bytes up
 * to the next blank or the end.  False if nothing but blanks was left.
 */
bool	span_word(struct span *s, struct span *word);

/* Drop blanks at both ends. */
struct span	span_trim(struct span s);

/* Comparisons with text; "nocase" folds ASCII letters only. */
bool	span_equals(struct span s, const char *text);
bool	span_equals_nocase(struct span s, const char *text);
bool	span_starts(struct span s, const char *text);
bool	span_starts_nocase(struct span s, const char *text);
/*
 * Which characters a text holds, 64 kinds of them (the case bit and the top
 * bit do not count): nearly every phrase is ruled out by one that is missing.
 */
uint64_t	span_kinds(struct span s);
bool	kinds_may_hold(uint64_t kinds, const char *text);
bool	span_holds_nocase(struct span s, const char *text);

/* Does one become the other by so many letters that are added, left out or
 * changed, whatever their case?  False too for more than 128 bytes. */
bool	span_is_near(struct span a, struct span b, uint8_t most);

/* Decimal digits only, the whole span, no more than 20; false otherwise. */
bool	span_number(struct span s, uint64_t *out);

/* ASCII only, whatever the locale. */
static inline bool
byte_is_letter(uint8_t c)
{
	return ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
}

static inline bool
byte_is_alnum(uint8_t c)
{
	return (byte_is_letter(c) || (c >= '0' && c <= '9'));
}

/* A letter or a digit of any alphabet, or a part of one in UTF-8. */
static inline bool
byte_is_wordly(uint8_t c)
{
	return (byte_is_alnum(c) || c >= 0x80);
}

/* Overwrite n bytes so that no compiler leaves them out: secrets. */
void	wipe(void *p, size_t n);

#endif
