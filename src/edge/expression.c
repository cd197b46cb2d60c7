/*
 * The user's filter for saved frames.
 *
 * The one idea: it is compiled at the start for each link that lockhound
 * reads.  To know a name takes files and sockets, which are given up before
 * the first frame tells what its link is.
 */

#define _GNU_SOURCE

#include "edge/expression.h"

#include <assert.h>
#include <pcap.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* libpcap takes a second for one of so many, an hour for ten times as many. */
enum { TEXT_MAX_BYTES = 4096, QUICK_BYTES = 512 };

/* As they stand in files, and libpcap's DLT_ where that is another number
 * (tcpdump.org/linktypes.html); those that wire/link.c reads. */
static const struct link_number {
	uint32_t link;
	int dlt;
} links[] = {
	{ 1, DLT_EN10MB }, { 0, DLT_NULL }, { 8, DLT_SLIP }, { 9, DLT_PPP },
	{ 12, 12 }, { 14, 14 }, { 50, DLT_PPP_SERIAL },
	{ 51, DLT_PPP_ETHER }, { 101, DLT_RAW }, { 104, DLT_C_HDLC },
	{ 105, DLT_IEEE802_11 }, { 107, DLT_FRELAY }, { 108, DLT_LOOP },
	{ 113, DLT_LINUX_SLL }, { 127, DLT_IEEE802_11_RADIO }, { 149, 149 },
	{ 192, DLT_PPI }, { 228, DLT_IPV4 }, { 229, DLT_IPV6 },
	{ 239, DLT_NFLOG }, { 258, DLT_PKTAP }, { 276, DLT_LINUX_SLL2 },
};

enum { N_LINKS = sizeof links / sizeof links[0] };

struct expression {
	struct bpf_program programs[N_LINKS];
	bool is_known[N_LINKS];		/* it means something there */
	int last;			/* row of the last frame's link */
};

/* The optimizer is what takes so long. */
static int
compile(const char *text, int dlt, struct bpf_program *out, struct err *err)
{
	bool is_quick = dlt == DLT_EN10MB || strlen(text) <= QUICK_BYTES;
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

struct expression *
expression_new(const char *text, bool is_live, struct err *err)
{
	struct expression *x;
	struct err quiet;
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
	x->is_known[0] = compile(text, DLT_EN10MB, &x->programs[0], err) == 0;
	if (!x->is_known[0]) {
		expression_free(x);
		return (NULL);
	}
	for (i = 1; i < N_LINKS && !is_live; i++)
		x->is_known[i] = compile(text, links[i].dlt, &x->programs[i],
		    &quiet) == 0;
	return (x);
}

void
expression_free(struct expression *x)
{
	int i;

	for (i = 0; x != NULL && i < N_LINKS; i++)
		if (x->is_known[i])
			pcap_freecode(&x->programs[i]);
	free(x);
}

bool
expression_takes(struct expression *x, const struct frame *f)
{
	struct pcap_pkthdr h = { .caplen = (bpf_u_int32)f->bytes.len,
	    .len = f->wire_bytes };
	int i;

	if (links[x->last].link != f->link) {
		for (i = 0; i < N_LINKS && links[i].link != f->link; i++)
			;
		if (i == N_LINKS)
			return (false);
		x->last = i;
	}
	return (x->is_known[x->last] && pcap_offline_filter(
	    &x->programs[x->last], &h, f->bytes.p) != 0);
}
