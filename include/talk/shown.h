/*
 * Answers that were shown to be good: somebody of this server went on from one
 * with a mailbox that is read.  No reading of the same answer goes against
 * that, in whatever session it came.
 *
 * A message that was taken shows less (is_mail): relays send theirs without a
 * login where theirs was refused, and some servers take it.  That is enough to
 * charge nobody.
 */

#ifndef TALK_SHOWN_H
#define TALK_SHOWN_H

#include <stdbool.h>
#include <stdint.h>

enum { SHOWN_ANSWERS = 4 };

/*
 * One length, with the tag.  Of one TLS program (stack_tag, as in struct
 * attempt) the tags are as long; of others the length without the tag is the
 * same, where the tag's is sure.
 */
struct shown_answer {
	uint64_t stack_tag;
	uint32_t from, to;
	uint16_t n;		/* sessions, saturating; 0: unused */
	uint8_t tag;
	bool is_tag_sure, is_mail;
};

/* The answer as it is seen now. */
struct shown_look {
	uint64_t stack_tag;
	uint32_t from, to;
	bool is_mail;
};

void	shown_learn(struct shown_answer kept[SHOWN_ANSWERS],
	    const struct shown_look *a, uint32_t tag, bool is_tag_sure);
/* In how many sessions such an answer, under this tag, was shown. */
unsigned	shown_count(const struct shown_answer kept[SHOWN_ANSWERS],
	    const struct shown_look *a, uint32_t tag);

#endif
