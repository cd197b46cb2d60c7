/*
 * Four numbers at once: the model is worked out for several lengths of the tag,
 * or for several hypotheses, side by side.  Each lane does what a number alone
 * would do, in the same order, so none depends on its neighbours.
 *
 * It is the compilers' extension that GCC and clang share, and the one place
 * that says so.
 */

#ifndef TALK_LANES_H
#define TALK_LANES_H

enum { LANES = 4 };

typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));

static inline lanes
lanes_of(float x)
{
	return ((lanes){ x, x, x, x });
}

#endif
