/*
 * The pipeline of a talk: the commands whose replies have not come yet, in the
 * order in which POP3, SMTP and ManageSieve answer them.
 *
 * kinds[] holds the first n of them, four bits each; behind them n_untold are
 * only counted, and while any is, no more kinds are kept.  Numbers wrap.
 */

#ifndef TALK_PIPELINE_H
#define TALK_PIPELINE_H

#include <stdbool.h>
#include <stdint.h>

enum {
	PIPELINE_MAX = 32,	/* commands; a power of two */
	PIPELINE_KINDS = 16
};

struct pipeline {
	uint8_t kinds[PIPELINE_MAX / 2];
	uint16_t number;	/* of the command that is answered next */
	uint16_t n_untold;
	uint8_t n;
};

/*
 * A command was sent, of a kind from 1 to PIPELINE_KINDS - 1.  False when
 * there are too many to keep what they are: nothing may be judged by the
 * replies to those.
 */
bool	pipeline_push(struct pipeline *q, uint8_t kind);
/* The kind of the command that is answered next; 0 when it is not known. */
uint8_t	pipeline_first(const struct pipeline *q);
/* The kind of the command that was pushed last; 0 when it is not known. */
uint8_t	pipeline_last(const struct pipeline *q);
/* How many commands have no reply yet. */
unsigned	pipeline_count(const struct pipeline *q);
/* The number of the command that was pushed last. */
uint16_t	pipeline_number(const struct pipeline *q);
/* A reply has come. */
void	pipeline_pop(struct pipeline *q);
/* No reply to what was pushed so far will be recognized. */
void	pipeline_forget(struct pipeline *q);

#endif
