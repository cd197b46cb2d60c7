/*
 * The pipeline: the commands whose replies have not come yet, in order.
 *
 * POP3, SMTP and ManageSieve answer in the order of the commands, so a reply
 * is known by the command that was sent first of those without one.  Each
 * command is a kind of four bits, whose meaning is the reader's, in a ring; it
 * is known by its number, which counts all commands of the talk.
 */

#include "talk/pipeline.h"

#include <assert.h>

static uint8_t
kind_at(const struct pipeline *q, uint16_t number)
{
	uint8_t two = q->kinds[number % PIPELINE_MAX / 2];

	return ((uint8_t)(number % 2 == 0 ? two % PIPELINE_KINDS :
	    two / PIPELINE_KINDS));
}

bool
pipeline_push(struct pipeline *q, uint8_t kind)
{
	uint16_t number = (uint16_t)(q->number + q->n);
	uint8_t *two = &q->kinds[number % PIPELINE_MAX / 2];

	assert(kind > 0 && kind < PIPELINE_KINDS);
	/* Behind one that is only counted everything is. */
	if (q->n == PIPELINE_MAX || q->n_untold > 0) {
		if (q->n_untold < UINT16_MAX)
			q->n_untold++;
		return (false);
	}
	*two = (uint8_t)(number % 2 == 0 ?
	    *two / PIPELINE_KINDS * PIPELINE_KINDS + kind :
	    *two % PIPELINE_KINDS + kind * PIPELINE_KINDS);
	q->n++;
	return (true);
}

uint8_t
pipeline_first(const struct pipeline *q)
{
	return (q->n == 0 ? 0 : kind_at(q, q->number));
}

uint8_t
pipeline_last(const struct pipeline *q)
{
	return (q->n == 0 || q->n_untold > 0 ? 0 :
	    kind_at(q, pipeline_number(q)));
}

unsigned
pipeline_count(const struct pipeline *q)
{
	return ((unsigned)q->n + q->n_untold);
}

uint16_t
pipeline_number(const struct pipeline *q)
{
	return ((uint16_t)(q->number + pipeline_count(q) - 1));
}

void
pipeline_pop(struct pipeline *q)
{
	if (pipeline_count(q) == 0)
		return;
	q->number++;
	if (q->n > 0)
		q->n--;
	else if (q->n_untold < UINT16_MAX)	/* else: count was lost */
		q->n_untold--;
}

void
pipeline_forget(struct pipeline *q)
{
	q->number = (uint16_t)(q->number + pipeline_count(q));
	q->n = 0;
	q->n_untold = 0;
}
