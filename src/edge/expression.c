/*
 * The user's filter for saved frames.
 *
 * The one idea: it is compiled at the start for each link that lockhound
 * reads.  To know a name takes files and sockets, which are given up before
 * the first frame tells what its link is.
 *
 * On Ethernet it holds behind tags and in PPPoE as well, as it does live
 * (edge/filter.c): one program for each such place.
 */

#define _GNU_SOURCE

#include "edge/expression.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/links.h"
#include "edge/bpf.h"
#include "edge/filter.h"

/* An expression may be so long; above the second length it is not optimized,
 * for that takes libpcap a second at 4 KB and an hour at 40 KB. */
enum { TEXT_MAX_BYTES = 4096, QUICK_BYTES = 512 };

/* The user's expression, compiled for a row of data/links.h. */
struct compiled {
	struct bpf_program *program;	/* NULL: it means nothing there */
	bool is_foreign;		/* libpcap has no filter there at all */
};

struct expression {
	const struct link_type *links;	/* n_links of them ... */
	size_t n_links;
	struct compiled *compiled;	/* ... and one of these for each */
	struct bpf_program *inside[FILTER_PLACES];
	int n_inside;
	size_t last;			/* row of the last frame's link */
};

/* The optimizer is what takes so long. */
static bool
is_quick(const char *text)
{
	return (strlen(text) <= QUICK_BYTES);
}

/* Does libpcap know no filter at all on this link, not only none of these
 * words? */
static bool
is_foreign(int dlt)
{
	struct bpf_program *any;
	struct err quiet;

	any = bpf_compile("tcp", dlt, false, &quiet);
	bpf_drop(any);
	return (any == NULL);
}

/* Behind bytes that libpcap would misread the link is raw IP. */
static void
compile_for(const struct link_type *link, const char *text,
    struct compiled *out)
{
	int dlt = link->skip_bytes > 0 ? link_type_find(LINK_RAW)->dlt :
	    link->dlt;
	struct err quiet;

	out->program = bpf_compile(text, dlt, is_quick(text), &quiet);
	out->is_foreign = out->program == NULL && is_foreign(dlt);
}

static struct bpf_program *
place_compile(const struct link_type *ethernet, const char *expression, int at,
    bool on_frame)
{
	char text[TEXT_MAX_BYTES + FILTER_PLACE_BYTES];
	struct err quiet;

	return (filter_place(expression, at, on_frame, text, sizeof text) ?
	    bpf_compile(text, ethernet->dlt, is_quick(text), &quiet) : NULL);
}

static void
inside_compile(struct expression *x, const char *expression)
{
	int at;

	for (at = 0; at < FILTER_PLACES; at++) {
		struct bpf_program *p;

		p = place_compile(&x->links[0], expression, at, false);
		if (p == NULL)
			p = place_compile(&x->links[0], expression, at, true);
		if (p != NULL)
			x->inside[x->n_inside++] = p;
	}
}

static struct expression *
expression_alloc(void)
{
	struct expression *x = calloc(1, sizeof *x);

	if (x == NULL)
		return (NULL);
	x->links = link_types(&x->n_links);
	x->compiled = calloc(x->n_links, sizeof *x->compiled);
	if (x->compiled == NULL) {
		free(x);
		return (NULL);
	}
	return (x);
}

struct expression *
expression_new(const char *text, bool is_live, struct err *err)
{
	struct expression *x;
	size_t i;

	if (strlen(text) > TEXT_MAX_BYTES) {
		err_set(err, "the filter is too long (%zu bytes; at "
		    "most %d): name networks instead of hosts, as in "
		    "'net 192.168.1.0/24'", strlen(text), TEXT_MAX_BYTES);
		return (NULL);
	}
	x = expression_alloc();
	if (x == NULL) {
		err_set(err, "out of memory");
		return (NULL);
	}
	/* Ethernet's is optimized whatever its length: only the optimizer
	 * finds that an expression can never be true, and this one tells. */
	assert(x->links[0].linktype == LINK_ETHERNET);
	x->compiled[0].program = bpf_compile(text, x->links[0].dlt, true, err);
	if (x->compiled[0].program == NULL) {
		expression_free(x);
		return (NULL);
	}
	for (i = 1; i < x->n_links && !is_live; i++)
		compile_for(&x->links[i], text, &x->compiled[i]);
	if (!is_live)
		inside_compile(x, text);
	return (x);
}

void
expression_free(struct expression *x)
{
	size_t i;
	int at;

	if (x == NULL)
		return;
	for (i = 0; i < x->n_links; i++)
		bpf_drop(x->compiled[i].program);
	for (at = 0; at < x->n_inside; at++)
		bpf_drop(x->inside[at]);
	free(x->compiled);
	free(x);
}

/* The row of a link, x->n_links for one that lockhound does not read. */
static size_t
link_row(struct expression *x, uint32_t link)
{
	size_t i;

	if (x->links[x->last].linktype == link)
		return (x->last);
	for (i = 0; i < x->n_links && x->links[i].linktype != link; i++)
		;
	if (i < x->n_links)
		x->last = i;
	return (i);
}

bool
expression_fits(struct expression *x, uint32_t link)
{
	size_t row = link_row(x, link);

	return (row == x->n_links || !x->compiled[row].is_foreign);
}

static bool
inside_takes(const struct expression *x, const struct frame *f)
{
	int i;

	for (i = 0; i < x->n_inside; i++)
		if (bpf_takes(x->inside[i], f->bytes, f->wire_bytes))
			return (true);
	return (false);
}

bool
expression_takes(struct expression *x, const struct frame *f)
{
	size_t row = link_row(x, f->link);
	struct span s = f->bytes;
	uint32_t skip;

	if (row == x->n_links || x->compiled[row].program == NULL)
		return (false);
	if (row == 0 && x->n_inside > 0)
		return (inside_takes(x, f));
	skip = x->links[row].skip_bytes;
	if (skip > s.len)
		skip = (uint32_t)s.len;
	span_skip(&s, skip);
	return (bpf_takes(x->compiled[row].program, s, f->wire_bytes - skip));
}
