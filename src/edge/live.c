/*
 * Live capture.
 *
 * Without a name the LAN side is picked: of the interfaces that are up and
 * have a private address the one that bridges (br-lan, bridge0), else one
 * that does not carry the default route, else the first.
 */

#define _GNU_SOURCE

#include "edge/live.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "base/when.h"
#include "edge/filter.h"
#include "edge/privs.h"

enum {
	SNAP_BYTES = 262144,		/* offload makes frames of 64 KiB */
	BUFFER_MB = 16,
	/* What has come is handed over this often, in blocks that hold as
	 * much as fits.  In immediate mode each packet takes a slot as large
	 * as the largest: 16 MB were 256 packets. */
	BLOCK_MS = 100
};

struct tap {
	char name[64];
	struct mac mac;			/* zeros: it has none */
	pcap_t *pcap;			/* NULL: gone for now */
	pcap_dumper_t *dump;
	uint32_t link;
	int64_t unit_ns;		/* of the stamps' fraction */
	uint64_t received, dropped;
	struct pcap_stat last;
	bool is_told;			/* that it went down */
};

struct live {
	struct tap taps[LIVE_INTERFACES];
	int n, turn;
	struct live_setup setup;
	struct filter filter;		/* of the tap that is opened */
	char names[256], reason[256];
};

/* --- which interface --- */

static bool
is_private_v4(const struct sockaddr *a)
{
	uint32_t ip;

	if (a == NULL || a->sa_family != AF_INET)
		return (false);
	ip = ntohl(((const struct sockaddr_in *)(const void *)a)->
	    sin_addr.s_addr);
	return (ip >> 24 == 10 || ip >> 20 == 0xac1 || ip >> 16 == 0xc0a8);
}

/* The interface of the default route, by the kernel's table. */
static void
default_route(char out[64])
{
	FILE *f = fopen("/proc/net/route", "r");
	char line[256], name[64];
	unsigned long to;

	out[0] = '\0';
	while (f != NULL && fgets(line, sizeof line, f) != NULL)
		if (sscanf(line, "%63s %lx", name, &to) == 2 && to == 0) {
			snprintf(out, 64, "%.63s", name);
			break;
		}
	if (f != NULL)
		fclose(f);
}

static int
score(const pcap_if_t *d, const char *route)
{
	/* Of this computer's own guests and tunnels. */
	static const char *const inner[] = {
		"docker", "virbr", "veth", "vnet", "lxc", "podman", "cni",
		"tun", "tap", "wg", "tailscale", "zt"
	};
	const pcap_addr_t *a;
	int points = 0;
	size_t i;

	if ((d->flags & PCAP_IF_LOOPBACK) != 0 ||
	    (d->flags & PCAP_IF_UP) == 0 || strcmp(d->name, "any") == 0 ||
	    strncmp(d->name, "nflog", 5) == 0 ||
	    strncmp(d->name, "nfqueue", 7) == 0 ||
	    strncmp(d->name, "usbmon", 6) == 0 ||
	    strncmp(d->name, "bluetooth", 9) == 0 ||
	    strncmp(d->name, "dbus", 4) == 0)
		return (-1);
	for (a = d->addresses; a != NULL; a = a->next)
		if (is_private_v4(a->addr))
			points |= 4;
	if (strncmp(d->name, "br", 2) == 0)
		points += 2;
	for (i = 0; i < sizeof inner / sizeof inner[0]; i++)
		if (strncmp(d->name, inner[i], strlen(inner[i])) == 0)
			points -= 4;
	/* Docker's other bridges: "br-" and a hash; OpenWrt's is "br-lan". */
	if (strncmp(d->name, "br-", 3) == 0 && strlen(d->name) > 12)
		points -= 4;
	if (strcmp(d->name, route) != 0)
		points += 1;
	return (points < 0 ? 0 : points);
}

static pcap_if_t *
likeliest(pcap_if_t *all, const char *route, int *most)
{
	pcap_if_t *d, *best = NULL;

	*most = -1;
	for (d = all; d != NULL; d = d->next)
		if (score(d, route) > *most) {
			*most = score(d, route);
			best = d;
		}
	return (best);
}

static int
pick(struct live *l, struct err *err)
{
	char errors[PCAP_ERRBUF_SIZE], route[64];
	pcap_if_t *all, *best;
	int most;

	if (pcap_findalldevs(&all, errors) == -1)
		return (err_set(err, "cannot list the interfaces: %s",
		    errors));
	default_route(route);
	best = likeliest(all, route, &most);
	if (best == NULL) {
		pcap_freealldevs(all);
		return (err_set(err, "no interface to capture on; name one "
		    "with -i, or read a file with -r (lockhound -D lists "
		    "them)"));
	}
	snprintf(l->taps[0].name, sizeof l->taps[0].name, "%s", best->name);
	snprintf(l->reason, sizeof l->reason, "capturing on %s%s; -i NAME "
	    "takes another, -D lists them", best->name, most >= 4 ?
	    (strcmp(best->name, route) != 0 ?
	    ": it has a private address and is not the way out" :
	    ": it has a private address") : ": nothing better is up");
	pcap_freealldevs(all);
	l->n = 1;
	return (0);
}

int
live_list(char *out, size_t size, struct err *err)
{
	char errors[PCAP_ERRBUF_SIZE], route[64], address[64];
	pcap_if_t *all, *d, *best;
	const pcap_addr_t *a;
	struct text t;
	int most;

	if (pcap_findalldevs(&all, errors) == -1)
		return (err_set(err, "cannot list the interfaces: %s",
		    errors));
	default_route(route);
	best = likeliest(all, route, &most);
	text_init(&t, out, size);
	for (d = all; d != NULL; d = d->next) {
		text_addf(&t, "%c %-16s", d == best ? '*' : ' ', d->name);
		for (a = d->addresses; a != NULL; a = a->next)
			if (a->addr != NULL && a->addr->sa_family == AF_INET &&
			    inet_ntop(AF_INET, &((const struct sockaddr_in *)
			    (const void *)a->addr)->sin_addr, address,
			    sizeof address) != NULL)
				text_addf(&t, " %s", address);
		text_add(&t, (d->flags & PCAP_IF_UP) == 0 ? "  (down)" :
		    strcmp(d->name, route) == 0 ? "  (the way out)" :
		    d == best ? "  (looks like the LAN side)" : "");
		text_add(&t, "\n");
	}
	pcap_freealldevs(all);
	return (0);
}

/* --- one interface --- */

/* This program's file, for a command that must not be given a link to it. */
static const char *
own_path(char *out, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", out, size - 1);

	out[n > 0 ? n : 0] = '\0';
	return (n > 0 ? out : "lockhound");
}

static int
tap_fails(struct tap *t, int code, const char *why, struct err *err)
{
	char path[200];

	if (code == PCAP_ERROR_PERM_DENIED ||
	    code == PCAP_ERROR_PROMISC_PERM_DENIED)
		return (err_set(err, "no right to capture on %s: run as root "
		    "(sudo lockhound), or give the right once (sudo setcap "
		    "cap_net_raw+ep %s), or read a capture (-r FILE)",
		    t->name, own_path(path, sizeof path)));
	if (code == PCAP_ERROR_NO_SUCH_DEVICE)
		return (err_set(err, "there is no interface %s; lockhound -D "
		    "lists them", t->name));
	if (code == PCAP_ERROR_IFACE_NOT_UP)
		return (err_set(err, "%s is down; bring it up (ip link set "
		    "%s up)", t->name, t->name));
	return (err_set(err, "cannot capture on %s: %s", t->name, why));
}

/* The user's expression, at its place; 1 when there is none for it. */
static int
user_filter(struct live *l, struct tap *t, int place, char *text,
    size_t size)
{
	struct filter_step *steps;
	struct bpf_program program;
	bool fits;
	u_int i;

	if (!filter_place(l->setup.filter, place, text, size))
		return (1);
	if (pcap_compile(t->pcap, &program, text, 1,
	    PCAP_NETMASK_UNKNOWN) == -1)
		return (-1);
	steps = calloc(program.bf_len, sizeof *steps);
	for (i = 0; steps != NULL && i < program.bf_len; i++)
		steps[i] = (struct filter_step){ program.bf_insns[i].code,
		    program.bf_insns[i].jt, program.bf_insns[i].jf,
		    program.bf_insns[i].k };
	fits = steps != NULL &&
	    filter_add_user(&l->filter, steps, (int)program.bf_len);
	free(steps);
	pcap_freecode(&program);
	return (fits ? 0 : -2);
}

static int
ethernet_filter(struct live *l, struct tap *t, char *text, size_t size,
    struct bpf_program *out, struct err *err)
{
	int place, rc = 0, i;

	l->filter.n = 0;
	for (place = 0; rc != 1; place++) {
		rc = user_filter(l, t, place, text, size);
		if (rc == -2 && place == 0)
			return (err_set(err, "the filter is too long: the "
			    "kernel takes no more than %d steps",
			    FILTER_STEPS));
		if (rc == -1 && place == 0)
			return (err_set(err, "the filter is not understood: "
			    "%s (see man pcap-filter)", pcap_geterr(t->pcap)));
		/* Behind tags it may mean nothing; or not fit. */
		if (rc == -2)
			snprintf(l->reason, sizeof l->reason, "capturing on "
			    "%s; -f is so long that it holds for untagged "
			    "frames only", t->name);
	}
	filter_add_mail(&l->filter, l->setup.all_ports);
	out->bf_len = (u_int)l->filter.n;
	out->bf_insns = calloc(out->bf_len, sizeof *out->bf_insns);
	if (out->bf_insns == NULL)
		return (err_set(err, "out of memory"));
	for (i = 0; i < l->filter.n; i++) {
		const struct filter_step *s = &l->filter.steps[i];

		out->bf_insns[i] = (struct bpf_insn){ s->code, s->if_true,
		    s->if_false, s->k };
	}
	return (0);
}

static int
tap_filter(struct live *l, struct tap *t, struct err *err)
{
	size_t size = FILTER_TEXT_BYTES + FILTER_PLACE_BYTES +
	    (l->setup.filter == NULL ? 0 : strlen(l->setup.filter));
	int link = pcap_datalink(t->pcap), rc = 0;
	char *text = malloc(size);
	struct bpf_program program;

	if (text == NULL)
		return (err_set(err, "out of memory"));
	if (link == DLT_EN10MB)
		rc = ethernet_filter(l, t, text, size, &program, err);
	else {
		filter_text(l->setup.all_ports, link == DLT_LINUX_SLL ||
		    link == DLT_LINUX_SLL2, l->setup.filter, text, size);
		if (pcap_compile(t->pcap, &program, text, 1,
		    PCAP_NETMASK_UNKNOWN) == -1)
			rc = err_set(err, "the filter is not understood: %s "
			    "(see man pcap-filter)", pcap_geterr(t->pcap));
	}
	free(text);
	if (rc == -1)
		return (-1);
	if (pcap_setfilter(t->pcap, &program) == -1)
		rc = err_set(err, "the filter cannot be set on %s: %s",
		    t->name, pcap_geterr(t->pcap));
	pcap_freecode(&program);
	if (rc == 0)
		privs_filter_lock(pcap_fileno(t->pcap));
	return (rc);
}

static int
tap_open(struct live *l, struct tap *t, struct err *err)
{
	char errors[PCAP_ERRBUF_SIZE] = "";
	int rc;

	t->pcap = pcap_create(t->name, errors);
	if (t->pcap == NULL)
		return (err_set(err, "cannot capture on %s: %s", t->name,
		    errors));
	pcap_set_snaplen(t->pcap, SNAP_BYTES);
	pcap_set_promisc(t->pcap, strcmp(t->name, "any") != 0);
	pcap_set_timeout(t->pcap, BLOCK_MS);
	pcap_set_buffer_size(t->pcap, (int)(l->setup.buffer_mb > 0 ?
	    l->setup.buffer_mb : BUFFER_MB) << 20);
	pcap_set_tstamp_precision(t->pcap, PCAP_TSTAMP_PRECISION_NANO);
	rc = pcap_activate(t->pcap);
	if (rc < 0) {
		rc = tap_fails(t, rc, pcap_geterr(t->pcap), err);
		pcap_close(t->pcap);
		t->pcap = NULL;
		return (rc);
	}
	t->link = (uint32_t)pcap_datalink(t->pcap);
	if (t->link == DLT_RAW)
		t->link = 101;
	t->unit_ns = pcap_get_tstamp_precision(t->pcap) ==
	    PCAP_TSTAMP_PRECISION_NANO ? 1 : 1000;
	memset(&t->last, 0, sizeof t->last);
	if (pcap_setnonblock(t->pcap, 1, errors) == -1 ||
	    tap_filter(l, t, err) == -1) {
		if (errors[0] != '\0')
			err_set(err, "cannot capture on %s: %s", t->name,
			    errors);
		pcap_close(t->pcap);
		t->pcap = NULL;
		return (-1);
	}
	return (0);
}

/* As the kernel tells it; "any" has none. */
static void
tap_mac(struct tap *t)
{
	char path[128];
	unsigned b[6];
	FILE *f;
	int i;

	snprintf(path, sizeof path, "/sys/class/net/%s/address", t->name);
	f = fopen(path, "r");
	if (f == NULL)
		return;
	if (fscanf(f, "%2x:%2x:%2x:%2x:%2x:%2x", &b[0], &b[1], &b[2], &b[3],
	    &b[4], &b[5]) == 6)
		for (i = 0; i < 6; i++)
			t->mac.b[i] = (uint8_t)b[i];
	fclose(f);
}

int
live_macs(const struct live *l, struct mac *out, int max)
{
	int i, n = 0;

	for (i = 0; i < l->n && n < max; i++)
		if (!mac_is_zero(&l->taps[i].mac))
			out[n++] = l->taps[i].mac;
	return (n);
}

struct live *
live_open(const struct live_setup *setup, struct err *err)
{
	struct live *l = calloc(1, sizeof *l);
	struct text t;
	int i;

	if (l == NULL) {
		err_set(err, "out of memory");
		return (NULL);
	}
	l->setup = *setup;
	l->n = setup->n_interfaces;
	for (i = 0; i < l->n; i++)
		snprintf(l->taps[i].name, sizeof l->taps[i].name, "%s",
		    setup->interfaces[i]);
	if (l->n == 0 && pick(l, err) == -1) {
		free(l);
		return (NULL);
	}
	text_init(&t, l->names, sizeof l->names);
	for (i = 0; i < l->n; i++) {
		text_addf(&t, "%s%s", i > 0 ? ", " : "", l->taps[i].name);
		if (tap_open(l, &l->taps[i], err) == -1) {
			live_close(l);
			return (NULL);
		}
		tap_mac(&l->taps[i]);
	}
	if (setup->write_to != NULL) {
		l->taps[0].dump = pcap_dump_open(l->taps[0].pcap,
		    setup->write_to);
		if (l->taps[0].dump == NULL) {
			err_set(err, "cannot write %s: %s", setup->write_to,
			    pcap_geterr(l->taps[0].pcap));
			live_close(l);
			return (NULL);
		}
	}
	return (l);
}

void
live_close(struct live *l)
{
	int i;

	if (l == NULL)
		return;
	for (i = 0; i < l->n; i++) {
		if (l->taps[i].dump != NULL)
			pcap_dump_close(l->taps[i].dump);
		if (l->taps[i].pcap != NULL)
			pcap_close(l->taps[i].pcap);
	}
	free(l);
}

const char *
live_name(const struct live *l)
{
	return (l->names);
}

const char *
live_reason(const struct live *l)
{
	return (l->reason);
}

int
live_fds(const struct live *l, int *fds, int max)
{
	int i, n = 0;

	for (i = 0; i < l->n && n < max; i++)
		if (l->taps[i].pcap != NULL)
			fds[n++] = pcap_get_selectable_fd(l->taps[i].pcap);
	return (n);
}

/* --- frames --- */

static int
tap_next(struct live *l, struct tap *t, struct frame *out, struct err *err)
{
	struct pcap_pkthdr *h;
	const u_char *bytes;
	int rc;

	if (t->pcap == NULL) {
		struct err quiet;

		/* Gone: tried again each time nothing else is to do. */
		if (tap_open(l, t, &quiet) == -1)
			return (0);
		t->is_told = false;
		return (err_set(err, "%s is back", t->name));
	}
	rc = pcap_next_ex(t->pcap, &h, &bytes);
	if (rc == 0)
		return (0);
	if (rc != 1) {
		err_set(err, "%s stopped: %s; waiting for it to come back",
		    t->name, pcap_geterr(t->pcap));
		/* A link that is only down comes back by itself. */
		if (strstr(pcap_geterr(t->pcap), "went down") == NULL) {
			pcap_close(t->pcap);
			t->pcap = NULL;
		}
		if (t->is_told)
			return (0);
		t->is_told = true;
		return (-1);
	}
	t->is_told = false;
	if (l->taps[0].dump != NULL)
		pcap_dump((u_char *)l->taps[0].dump, h, bytes);
	out->when_ns = (int64_t)h->ts.tv_sec * NS_PER_S +
	    (int64_t)h->ts.tv_usec * t->unit_ns;
	out->link = t->link;
	out->bytes.p = bytes;
	out->bytes.len = h->caplen;
	out->wire_bytes = h->len > h->caplen ? h->len : h->caplen;
	return (1);
}

int
live_next(struct live *l, struct frame *out, struct err *err)
{
	int i, rc;

	for (i = 0; i < l->n; i++) {
		struct tap *t = &l->taps[(l->turn + i) % l->n];

		rc = tap_next(l, t, out, err);
		if (rc != 0) {
			l->turn = (l->turn + i + 1) % l->n;
			return (rc);
		}
	}
	return (0);
}

/* The kernel's counters are 32 bits wide, and some drivers' nonsense. */
static uint64_t
grown(unsigned now, unsigned before)
{
	unsigned by = now - before;

	return (by > 0x7fffffff ? 0 : by);
}

void
live_counts(struct live *l, uint64_t *received, uint64_t *dropped)
{
	struct pcap_stat stat;
	int i;

	*received = *dropped = 0;
	for (i = 0; i < l->n; i++) {
		struct tap *t = &l->taps[i];

		if (t->pcap != NULL && pcap_stats(t->pcap, &stat) == 0) {
			t->received += grown(stat.ps_recv, t->last.ps_recv);
			t->dropped += grown(stat.ps_drop, t->last.ps_drop) +
			    grown(stat.ps_ifdrop, t->last.ps_ifdrop);
			t->last = stat;
		}
		*received += t->received;
		*dropped += t->dropped;
	}
}
