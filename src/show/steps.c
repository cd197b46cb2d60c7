/*
 * What to do, for each device that the report names.  Devices that are to be
 * mended by the very same steps are told of once: the steps are compared as
 * they are printed, with all that is known in them.
 */

#include "show/steps.h"

#include <string.h>

#include "show/advice.h"
#include "show/advice_text.h"
#include "show/phrases.h"
#include "show/who.h"

enum { BLOCKS = 3, NAMES_TOLD = 8, STEP_BYTES = 1024 };

/* The steps of one device, as they are printed. */
struct steps {
	int n;
	char step[ADVICE_MAX][STEP_BYTES];
};

static void
steps_make(struct steps *out, const struct layout *p,
    const struct snap_device *d)
{
	const char *steps[ADVICE_MAX];
	struct text t;
	int i;

	out->n = advice_for(d, who_maker(p, d), steps);
	for (i = 0; i < out->n; i++) {
		text_init(&t, out->step[i], STEP_BYTES);
		advice_text_add(&t, steps[i], d, layout_wording(p));
	}
}

static bool
steps_equal(const struct steps *a, const struct steps *b)
{
	int i;

	for (i = 0; i < a->n && a->n == b->n; i++)
		if (strcmp(a->step[i], b->step[i]) != 0)
			return (false);
	return (a->n == b->n);
}

/* Are both mended by the same steps?  Where accounts are listed with them each
 * has its own. */
static bool
is_alike(const struct layout *p, const struct snap_device *a,
    const struct snap_device *b)
{
	struct steps x, y;

	if (phrases_is_list(a) || phrases_is_list(b) ||
	    a->remedy != b->remedy)
		return (false);
	steps_make(&x, p, a);
	steps_make(&y, p, b);
	return (steps_equal(&x, &y));
}

static bool
is_told(const struct layout *p, const struct snapshot *s,
    const struct named *n, uint32_t at)
{
	uint32_t i;

	for (i = 0; i < at; i++)
		if (is_alike(p, &s->devices[n->at[i]],
		    &s->devices[n->at[at]]))
			return (true);
	return (false);
}

/* Adds the names of all whose steps are these; returns how many. */
static uint32_t
add_names(const struct layout *p, struct text *t, const struct snapshot *s,
    const struct named *n, uint32_t from)
{
	uint32_t i, k = 0;

	for (i = from; i < n->n; i++) {
		if (i > from && !is_alike(p, &s->devices[n->at[from]],
		    &s->devices[n->at[i]]))
			continue;
		if (k < NAMES_TOLD) {
			text_add(t, k > 0 ? ", " : "");
			who_add(p, t, &s->devices[n->at[i]]);
		}
		k++;
	}
	if (k > NAMES_TOLD)
		text_addf(t, " and %u more", k - NAMES_TOLD);
	return (k);
}

/* Prints whose steps these are, where that is not plain, and for which of its
 * accounts; returns how many devices they are. */
static uint32_t
say_heading(const struct layout *p, const struct snapshot *s,
    const struct named *n, uint32_t from)
{
	const struct snap_device *d = &s->devices[n->at[from]];
	char buffer[2048], names[1024];
	struct text t, accounts;
	uint32_t k;

	text_init(&accounts, names, sizeof names);
	text_init(&t, buffer, sizeof buffer);
	k = add_names(p, &t, s, n, from);
	if (n->n == 1)
		text_init(&t, buffer, sizeof buffer);
	if (phrases_is_list(d) &&
	    phrases_accounts_open(&accounts, d, layout_wording(p))) {
		text_add(&t, n->n > 1 ? ", for each of the accounts " :
		    "For each of the accounts ");
		text_add(&t, names);
	}
	text_add(&t, ":");
	if (t.len > 1)
		layout_para(p, 2, 2, buffer);
	return (k);
}

static uint32_t
say_block(const struct layout *p, const struct snapshot *s,
    const struct named *n, uint32_t from)
{
	char buffer[STEP_BYTES + 8];
	struct steps steps;
	uint32_t k = say_heading(p, s, n, from);
	int i;

	steps_make(&steps, p, &s->devices[n->at[from]]);
	for (i = 0; i < steps.n; i++) {
		snprintf(buffer, sizeof buffer, "%d. %s", i + 1,
		    steps.step[i]);
		layout_para(p, 2, 5, buffer);
	}
	return (k);
}

void
steps_say(const struct layout *p, const struct snapshot *s,
    const struct named *n)
{
	uint32_t i, blocks = 0, told = 0;
	char buffer[100];

	if (n->n == 0)
		return;
	layout_title(p, "What to do");
	for (i = 0; i < n->n && blocks < BLOCKS; i++) {
		if (is_told(p, s, n, i))
			continue;
		told += say_block(p, s, n, i);
		blocks++;
	}
	if (told >= n->n)
		return;
	snprintf(buffer, sizeof buffer, "For %u more device%s: see the list "
	    "and the evidence below.", n->n - told, n->n - told == 1 ? "" :
	    "s");
	layout_para(p, 2, 2, buffer);
}
