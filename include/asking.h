/*
 * The dashboard's b: a mail host is asked while a watch goes on, by the child
 * that was begun before the rights were given up.
 */

#ifndef ASKING_H
#define ASKING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "engine/probe.h"
#include "run.h"

/* Begins zeroed. */
struct asking {
	struct run *run;		/* NULL: not open, nobody is asked */
	struct live *live;		/* where the answers come in */
	struct probe *probe;		/* of whom is asked; NULL: nobody */
	struct ui_target whom;
	struct probe *proposed;		/* if the answer is yes */
	struct ui_target proposed_whom;
	bool is_running;		/* not all is answered yet */
	bool is_again;			/* and once more, till it is lifted */
	int64_t wait_s, next_ns;	/* by the steady clock */
};

/* Where --allow-probe asks for it: the child and a capture, before the rights
 * are given up.  -1 with a sentence. */
int	asking_open(struct asking *a, struct run *r, struct err *err);
void	asking_close(struct asking *a);

/*
 * The key b: puts the question to the user, or leaves a sentence that says why
 * nobody can be asked, or that asking again was ended.
 */
void	asking_propose(struct asking *a, struct run *r, struct err *said);
/* The answer was yes. */
void	asking_begin(struct asking *a, bool again, struct err *said);

/* Goes on: true when there is something new to say. */
bool	asking_turn(struct asking *a, struct err *said);
/* A frame of the watch is of our own asking: the engine is not to judge it. */
bool	asking_is_own(struct asking *a, const struct frame *f);
/* How long to wait for the next turn, in ms: so long at most. */
int	asking_wait_ms(const struct asking *a, int most_ms);

#endif
