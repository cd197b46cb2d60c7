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
#include <pcap.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/links.h"
#include "edge/filter.h"

/* libpcap takes a second for one of so many, an hour for ten times as many. */
enum { TEXT_MAX_BYTES = 4096, QUICK_BYTES = 512 };

/* The user's expression, compiled for a row of data/links.h. */
struct compiled {
	struct bpf_program program;
	bool is_known;			/* it means something there */
	bool is_foreign;		/* libpcap filters nothing there */
};

struct expression {
	const struct link_type *links;	/* n_links of them ... */
	size_t n_links;
	struct compiled *compiled;	/* ... and one of these for each */
	struct bpf_program inside[FILTER_PLACES];
	int n_inside;
	size_t last;			/* row of the last frame's link */
};

/* The optimizer is what takes so long; is_first: it has to say. */
static int
compile(const char *text, int dlt, bool is_first, struct bpf_program *out,
    struct err *err)
{
	bool is_quick = is_first || strlen(text) <= QUICK_BYTES;
	pcap_t *dead = pcap_open_dead(dlt, UINT16_MAX);
	int rc;

	if (dead == NULL)
		return (err_set(err, "out of memory"));
	rc = pcap_compile(dead, out, text, is_quick, PCAP_NETMASK_UNKNOWN);
	if (rc == -1)
		err_set(err, "the filter is not understood: %s (see man "
		    "pcap-filter)", pcap_geterr(dead));
	pcap_close(dead);
	return (rc == -1 ? -1 : 0);
}

/* On this link libpcap knows none at all, not just none of these words. */
static bool
is_foreign(int dlt)
{
	struct bpf_program any;
	struct err quiet;

	if (compile("tcp", dlt, false, &any, &quiet) == -1)
		return (true);
	pcap_freecode(&any);
	return (false);
}

/* Behind bytes that libpcap would misread, the link is raw IP. */
static void
compile_for(const struct link_type *link, const char *text,
    struct compiled *out)
{
	int dlt = link->skip_bytes > 0 ? DLT_RAW : link->dlt;
	struct err quiet;

	out->is_known = compile(text, dlt, false, &out->program, &quiet) == 0;
	out->is_foreign = !out->is_known && is_foreign(dlt);
}

static bool
place_compile(const char *expression, int at, bool on_frame,
    struct bpf_program *out)
{
	char text[TEXT_MAX_BYTES + FILTER_PLACE_BYTES];
	struct err quiet;

	return (filter_place(expression, at, on_frame, text, sizeof text) &&
	    compile(text, DLT_EN10MB, false, out, &quiet) == 0);
}

static void
inside_compile(struct expression *x, const char *expression)
{
	int at;

	for (at = 0; at < FILTER_PLACES; at++) {
		struct bpf_program *next = &x->inside[x->n_inside];

		x->n_inside += place_compile(expression, at, false, next) ||
		    place_compile(expression, at, true, next);
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
	assert(x->links[0].dlt == DLT_EN10MB);
	x->compiled[0].is_known = compile(text, DLT_EN10MB, true,
	    &x->compiled[0].program, err) == 0;
	if (!x->compiled[0].is_known) {
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
		if (x->compiled[i].is_known)
			pcap_freecode(&x->compiled[i].program);
	for (at = 0; at < x->n_inside; at++)
		pcap_freecode(&x->inside[at]);
	free(x->compiled);
	free(x);
}

/* The row of a link, x->n_links for one that lockhound does not read. */
static size_t
row_of(struct expression *x, uint32_t link)
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
	size_t row = row_of(x, link);

	return (row == x->n_links || !x->compiled[row].is_foreign);
}

static bool
inside_takes(const struct expression *x, const struct pcap_pkthdr *h,
    const uint8_t *bytes)
{
	int i;

	for (i = 0; i < x->n_inside; i++)
		if (pcap_offline_filter(&x->inside[i], h, bytes) != 0)
			return (true);
	return (false);
}

bool
expression_takes(struct expression *x, const struct frame *f)
{
	struct pcap_pkthdr h = { .caplen = (bpf_u_int32)f->bytes.len,
	    .len = f->wire_bytes };
	size_t row = row_of(x, f->link);
	uint32_t skip;

	if (row == x->n_links || !x->compiled[row].is_known)
		return (false);
	if (row == 0 && x->n_inside > 0)
		return (inside_takes(x, &h, f->bytes.p));
	skip = x->links[row].skip_bytes;
	if (skip > h.caplen)
		skip = h.caplen;
	h.caplen -= skip;
	h.len -= skip;
	return (pcap_offline_filter(&x->compiled[row].program, &h,
	    f->bytes.p + skip) != 0);
}
