/*
 * Answers that were shown to be good: somebody of this server went on from one
 * with a mailbox that is read, or a message that is sent.  No reading of the
 * same answer goes against that, in whatever session it came.
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
	bool is_tag_sure;
};

/* The answer as it is seen now. */
struct shown_look {
	uint64_t stack_tag;
	uint32_t from, to;
};

void	shown_learn(struct shown_answer kept[SHOWN_ANSWERS],
	    const struct shown_look *a, uint32_t tag, bool is_tag_sure);
/* In how many sessions such an answer, under this tag, was shown. */
unsigned	shown_count(const struct shown_answer kept[SHOWN_ANSWERS],
	    const struct shown_look *a, uint32_t tag);

#endif
