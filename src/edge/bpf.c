/*
 * Expressions become BPF programs (by libpcap), and the kernel is given ours.
 *
 * An interface that comes back gets what it had: a program that was compiled
 * for a kind of link is kept.
 */

#define _GNU_SOURCE

#include "edge/bpf.h"

#include <pcap.h>
#include <stdlib.h>
#include <string.h>

#include "edge/filter.h"
#include "edge/filter_text.h"
#include "edge/privs.h"

enum { LINKS_MAX = 16 };

struct bpf {
	const char *expression;
	bool all_ports, is_short;
	struct filter filter;		/* of ours, while a program is made */
	struct { int link; struct bpf_program program; } made[LINKS_MAX];
	int n;
};

struct bpf_program *
bpf_compile(const char *text, int dlt, bool is_optimized, struct err *err)
{
	struct bpf_program *p = calloc(1, sizeof *p);
	pcap_t *dead = p == NULL ? NULL : pcap_open_dead(dlt, UINT16_MAX);
	int rc;

	if (dead == NULL) {
		err_set(err, "out of memory");
		free(p);
		return (NULL);
	}
	rc = pcap_compile(dead, p, text, is_optimized, PCAP_NETMASK_UNKNOWN);
	if (rc == -1) {
		err_set(err, "the filter is not understood: %s (see man "
		    "pcap-filter)", pcap_geterr(dead));
		free(p);
		p = NULL;
	}
	pcap_close(dead);
	return (p);
}

void
bpf_drop(struct bpf_program *p)
{
	if (p != NULL)
		pcap_freecode(p);
	free(p);
}

bool
bpf_takes(const struct bpf_program *p, struct span frame, uint32_t wire_bytes)
{
	const struct pcap_pkthdr h = { .caplen = (bpf_u_int32)frame.len,
	    .len = wire_bytes };

	return (pcap_offline_filter(p, &h, frame.p) != 0);
}

/* --- for the kernel --- */

struct bpf *
bpf_new(const char *expression, bool all_ports)
{
	struct bpf *ps = calloc(1, sizeof *ps);

	if (ps != NULL) {
		ps->expression = expression;
		ps->all_ports = all_ports;
	}
	return (ps);
}

void
bpf_free(struct bpf *ps)
{
	int i;

	for (i = 0; ps != NULL && i < ps->n; i++)
		pcap_freecode(&ps->made[i].program);
	free(ps);
}

bool
bpf_is_short(const struct bpf *ps)
{
	return (ps->is_short);
}

/*
 * Compile the user's expression for a place and add it.  0; 1 when there is
 * none for the place; -1 when libpcap does not understand it; -2 when it does
 * not fit.
 */
static int
user_filter(struct bpf *ps, pcap_t *on, int place, char *text,
    size_t size)
{
	struct filter_step *steps;
	struct bpf_program program;
	bool fits;
	u_int i;
	int rc;

	if (!filter_place(ps->expression, place, false, text, size))
		return (1);
	rc = pcap_compile(on, &program, text, 1, PCAP_NETMASK_UNKNOWN);
	if (rc == -1 && place > 0 &&
	    filter_place(ps->expression, place, true, text, size))
		rc = pcap_compile(on, &program, text, 1,
		    PCAP_NETMASK_UNKNOWN);
	if (rc == -1)
		return (-1);
	steps = calloc(program.bf_len, sizeof *steps);
	for (i = 0; steps != NULL && i < program.bf_len; i++)
		steps[i] = (struct filter_step){ program.bf_insns[i].code,
		    program.bf_insns[i].jt, program.bf_insns[i].jf,
		    program.bf_insns[i].k };
	fits = steps != NULL &&
	    filter_add_user(&ps->filter, steps, (int)program.bf_len);
	free(steps);
	pcap_freecode(&program);
	return (fits ? 0 : -2);
}

/* Say why the filter was not understood.  Of some kinds of link (a CAN bus)
 * libpcap knows no filter at all, whatever was asked for. */
static int
not_understood(pcap_t *on, struct err *err)
{
	const char *link = pcap_datalink_val_to_name(pcap_datalink(on));
	struct bpf_program any;
	struct err why;

	err_set(&why, "%s", pcap_geterr(on));
	if (pcap_compile(on, &any, "tcp", 0, PCAP_NETMASK_UNKNOWN) == -1)
		return (err_set(err, "there is no mail to be seen on a kind "
		    "of link like this (%s): %s; lockhound -D lists the "
		    "interfaces", link != NULL ? link : "unknown", why.text));
	pcap_freecode(&any);
	return (err_set(err, "the filter is not understood: %s (see man "
	    "pcap-filter)", why.text));
}

static int
ethernet_filter(struct bpf *ps, pcap_t *on, char *text, size_t size,
    struct bpf_program *out, struct err *err)
{
	int place, rc = 0, i;

	ps->filter.n = 0;
	for (place = 0; rc != 1; place++) {
		rc = user_filter(ps, on, place, text, size);
		if (rc == -2 && place == 0)
			return (err_set(err, "the filter is too long: the "
			    "kernel takes no more than %d steps",
			    FILTER_STEPS));
		if (rc == -1 && place == 0)
			return (not_understood(on, err));
		/*
		 * Behind tags the expression may mean nothing (-1), or not fit.
		 */
		ps->is_short |= rc == -2;
	}
	filter_add_mail(&ps->filter, ps->all_ports);
	out->bf_len = (u_int)ps->filter.n;
	out->bf_insns = calloc(out->bf_len, sizeof *out->bf_insns);
	if (out->bf_insns == NULL)
		return (err_set(err, "out of memory"));
	for (i = 0; i < ps->filter.n; i++) {
		const struct filter_step *s = &ps->filter.steps[i];

		out->bf_insns[i] = (struct bpf_insn){ s->code, s->if_true,
		    s->if_false, s->k };
	}
	return (0);
}

static int
program_make(struct bpf *ps, pcap_t *on, struct bpf_program *out,
    struct err *err)
{
	size_t size = FILTER_TEXT_BYTES + FILTER_PLACE_BYTES +
	    (ps->expression == NULL ? 0 : 2 * strlen(ps->expression));
	int link = pcap_datalink(on), rc = 0;
	char *text = malloc(size);

	if (text == NULL)
		return (err_set(err, "out of memory"));
	if (link == DLT_EN10MB)
		rc = ethernet_filter(ps, on, text, size, out, err);
	else {
		filter_text(ps->all_ports, link == DLT_LINUX_SLL ||
		    link == DLT_LINUX_SLL2, ps->expression, text, size);
		if (pcap_compile(on, out, text, 1, PCAP_NETMASK_UNKNOWN) ==
		    -1)
			rc = not_understood(on, err);
	}
	free(text);
	return (rc);
}

int
bpf_attach(struct bpf *ps, struct pcap *on, const char *name,
    struct err *err)
{
	int link = pcap_datalink(on), i;

	for (i = 0; i < ps->n && ps->made[i].link != link; i++)
		;
	if (i == LINKS_MAX)
		return (err_set(err, "%s has one kind of link too many",
		    name));
	if (i == ps->n) {
		if (program_make(ps, on, &ps->made[i].program, err) == -1)
			return (-1);
		ps->made[i].link = link;
		ps->n++;
	}
	if (pcap_setfilter(on, &ps->made[i].program) == -1)
		return (err_set(err, "the filter cannot be set on %s: %s",
		    name, pcap_geterr(on)));
	privs_filter_lock(pcap_fileno(on));
	return (0);
}
