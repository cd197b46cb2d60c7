/*
 * The parent's side of lockhound-ask: begins it, hands it questions, hears
 * what became of them.  The answers of the network come by the capture.
 */

#ifndef EDGE_ASK_H
#define EDGE_ASK_H

#include <stdbool.h>

#include "base/err.h"
#include "data/question.h"

struct ask;

struct ask_setup {
	const char *interface;	/* for link frames; NULL: none are sent */
	struct ip targets[QUESTION_TARGETS];	/* the named addresses */
	uint32_t n_targets;
	struct question_prefix prefixes[QUESTION_PREFIXES];	/* on-link */
	uint32_t n_prefixes;
	bool allows_private;	/* SYNs to private and on-link ones, unnamed */
	uint32_t per_s;		/* SYNs: QUESTION_SYN_PER_S at most */
};

/*
 * Begin the child, which needs CAP_NET_RAW: so before the rights are dropped.
 * NULL with a sentence when it cannot be had.  SIGPIPE has to be ignored.
 */
struct ask	*ask_start(const struct ask_setup *setup, struct err *err);
/* Only lets the child end, by end of file; it is not waited for. */
void	ask_stop(struct ask *a);

/*
 * The same bounds without a child: who would be asked, for a look ahead.  -1
 * with a sentence.
 */
int	ask_plan(const struct ask_setup *setup, struct question_bounds *out,
	    struct err *err);
/* The prefixes of an interface's own addresses, into the setup. */
int	ask_on_link(struct ask_setup *setup, struct err *err);

/* What the child could not give up, "" when all was. */
const char	*ask_lacks(const struct ask *a);
/* Who may be asked, with this machine's own addresses as they are now. */
const struct question_bounds	*ask_bounds(const struct ask *a);
/* Which of our addresses asks this one; false: none has a way there. */
bool	ask_from(const struct ask *a, const struct ip *to, struct ip *from);

/*
 * Hand over one question; the child keeps the pace.  0; 1: so many wait that
 * it has to be put again later; -1 with a sentence: it may not be asked, or
 * the child is gone.  It takes write() alone, as does a confined watch.
 */
int	ask_put(struct ask *a, const struct question *q, struct err *err);
/*
 * What became of a question: 1, with the errno with which the kernel refused
 * to send it, or 0.  0: nothing new.  -1 with a sentence: the child is gone.
 */
int	ask_fate(struct ask *a, struct question *q, int *error,
	    struct err *err);
/* False once ask_put() or ask_fate() found the child gone. */
bool	ask_is_alive(const struct ask *a);
int	ask_fd(const struct ask *a);	/* readable: ask_fate() has something */

#endif
