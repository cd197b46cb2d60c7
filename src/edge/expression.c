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

#include "edge/filter.h"

/* libpcap takes a second for one of so many, an hour for ten times as many. */
enum { TEXT_MAX_BYTES = 4096, QUICK_BYTES = 512 };

/*
 * As they stand in files, and libpcap's DLT_ where that is another number
 * (tcpdump.org/linktypes.html); those that wire/link.c reads.
 *
 * libpcap knows IPv6 on a loopback (0, 108) by this system's number alone, and
 * looks for IP in front of the headers of SLIP (8) and frame relay (107).
 */
static const struct link_number {
	uint32_t link;
	int dlt;
	uint32_t skip;			/* bytes before what is like dlt */
} links[] = {
	{ 1, DLT_EN10MB, 0 }, { 0, DLT_RAW, 4 }, { 8, DLT_RAW, 16 },
	{ 9, DLT_PPP, 0 }, { 12, DLT_RAW, 0 }, { 14, DLT_RAW, 0 },
	{ 50, DLT_PPP_SERIAL, 0 }, { 51, DLT_PPP_ETHER, 0 },
	{ 101, DLT_RAW, 0 }, { 104, DLT_C_HDLC, 0 },
	{ 105, DLT_IEEE802_11, 0 }, { 107, DLT_RAW, 4 },
	{ 108, DLT_RAW, 4 }, { 113, DLT_LINUX_SLL, 0 },
	{ 127, DLT_IEEE802_11_RADIO, 0 }, { 149, 149, 0 }, { 192, DLT_PPI, 0 },
	{ 228, DLT_IPV4, 0 }, { 229, DLT_IPV6, 0 }, { 239, DLT_NFLOG, 0 },
	{ 258, DLT_PKTAP, 0 }, { 276, DLT_LINUX_SLL2, 0 },
};

enum { N_LINKS = sizeof links / sizeof links[0] };

struct expression {
	struct bpf_program programs[N_LINKS];
	bool is_known[N_LINKS];		/* it means something there */
	bool is_foreign[N_LINKS];	/* libpcap filters nothing there */
	struct bpf_program inside[FILTER_PLACES];
	int n_inside;
	int last;			/* row of the last frame's link */
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

static void
compile_for(struct expression *x, int row, const char *text)
{
	struct err quiet;

	x->is_known[row] = compile(text, links[row].dlt, false,
	    &x->programs[row], &quiet) == 0;
	x->is_foreign[row] = !x->is_known[row] && is_foreign(links[row].dlt);
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

struct expression *
expression_new(const char *text, bool is_live, struct err *err)
{
	struct expression *x;
	int i;

	if (strlen(text) > TEXT_MAX_BYTES) {
		err_set(err, "the filter is too long (%zu bytes; at "
		    "most %d): name networks instead of hosts, as in "
		    "'net 192.168.1.0/24'", strlen(text), TEXT_MAX_BYTES);
		return (NULL);
	}
	x = calloc(1, sizeof *x);
	if (x == NULL) {
		err_set(err, "out of memory");
		return (NULL);
	}
	assert(links[0].dlt == DLT_EN10MB);
	x->is_known[0] = compile(text, DLT_EN10MB, true, &x->programs[0],
	    err) == 0;
	if (!x->is_known[0]) {
		expression_free(x);
		return (NULL);
	}
	for (i = 1; i < N_LINKS && !is_live; i++)
		compile_for(x, i, text);
	if (!is_live)
		inside_compile(x, text);
	return (x);
}

void
expression_free(struct expression *x)
{
	int i;

	for (i = 0; x != NULL && i < N_LINKS; i++)
		if (x->is_known[i])
			pcap_freecode(&x->programs[i]);
	for (i = 0; x != NULL && i < x->n_inside; i++)
		pcap_freecode(&x->inside[i]);
	free(x);
}

/* -1: none that wire/link.c reads. */
static int
row_of(struct expression *x, uint32_t link)
{
	int i;

	if (links[x->last].link == link)
		return (x->last);
	for (i = 0; i < N_LINKS && links[i].link != link; i++)
		;
	if (i == N_LINKS)
		return (-1);
	x->last = i;
	return (i);
}

bool
expression_fits(struct expression *x, uint32_t link)
{
	int row = row_of(x, link);

	return (row == -1 || !x->is_foreign[row]);
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
	int row = row_of(x, f->link);
	uint32_t skip;

	if (row == -1 || !x->is_known[row])
		return (false);
	if (row == 0 && x->n_inside > 0)
		return (inside_takes(x, &h, f->bytes.p));
	skip = links[row].skip < h.caplen ? links[row].skip : h.caplen;
	h.caplen -= skip;
	h.len -= skip;
	return (pcap_offline_filter(&x->programs[row], &h, f->bytes.p + skip)
	    != 0);
}
