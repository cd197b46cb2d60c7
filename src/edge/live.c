/*
 * Live capture.
 *
 * An interface may go down, lose its cable, or vanish and come back (a USB
 * network card): libpcap tells of it late or never, so the kernel is asked
 * twice a second.
 */

#define _GNU_SOURCE

#include "edge/live.h"

#include <errno.h>
#include <net/if.h>
#include <pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"
#include "base/when.h"
#include "data/links.h"
#include "edge/clock.h"
#include "edge/interfaces.h"
#include "edge/pcap_writer.h"
#include "edge/merge.h"
#include "edge/writer.h"
#include "edge/bpf.h"

enum {
	SNAP_BYTES = 262144,		/* offload makes frames of 64 KiB */
	/*
	 * So often the kernel hands over what has come, in blocks that hold as
	 * much as fits.  In immediate mode each packet takes a slot as large as
	 * the largest: 16 MB were 256 packets.
	 */
	BLOCK_MS = 100
};

enum tap_state { TAP_UP, TAP_NO_LINK, TAP_DOWN, TAP_GONE, TAP_REFUSED };

enum {
	/* What tap_open returns for an interface that is not there, or down. */
	AWAY = -2,
	/* So often opening must fail before it is told: at the first try an
	 * interface that comes may be half there. */
	TRIES = 2
};

/* So often the kernel is asked how the interfaces are. */
#define LOOK_NS		(NS_PER_S / 2)

struct tap {
	char name[INTERFACE_BYTES];
	struct mac mac;			/* zeros: it has none */
	pcap_t *pcap;			/* NULL: gone for now */
	bool has_index;			/* "any" has none */
	int index;			/* the kernel's; 0: was gone by then */
	int n_refused;			/* since it came back */
	enum tap_state state;
	int64_t looked_ns;
	uint32_t link;
	int64_t unit_ns;		/* of the stamps' fraction */
	struct frame frame;		/* it waits, if heads[] says so */
	uint64_t received, dropped;
	struct pcap_stat last;
};

struct live {
	struct tap taps[LIVE_INTERFACES];
	struct merge_head heads[LIVE_INTERFACES];
	int n;
	struct live_setup setup;
	struct bpf *programs;
	struct pcap_writer *writer;	/* NULL: not asked for */
	bool is_kept;			/* -w got all there was */
	/* Room for each interface's name, and for what is wrong with it. */
	char names[LIVE_INTERFACES * (INTERFACE_BYTES + 2)];
	char reason[LIVE_INTERFACES * (INTERFACE_BYTES + 2) + 128];
	char trouble[LIVE_INTERFACES * (INTERFACE_BYTES + 80)];
};

/* --- one interface --- */

/* The path of this program's file, for a command that must not be given a link
 * to it. */
static const char *
own_path(char *out, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", out, size - 1);

	out[n > 0 ? n : 0] = '\0';
	return (n > 0 ? out : "lockhound");
}

static int
tap_fails(const struct live *l, struct tap *t, int code, const char *why,
    struct err *err)
{
	char path[200];

	if (code == PCAP_ERROR_PERM_DENIED ||
	    code == PCAP_ERROR_PROMISC_PERM_DENIED)
		return (err_set(err, "no right to capture on %s: run as root "
		    "(sudo %s), or give the right once (sudo setcap "
		    "cap_net_raw+ep %s), or read a capture (-r FILE)",
		    t->name, l->setup.program, own_path(path, sizeof path)));
	if (code == PCAP_ERROR_NO_SUCH_DEVICE)
		err_set(err, "there is no interface %s; lockhound -D lists "
		    "them", t->name);
	if (code == PCAP_ERROR_IFACE_NOT_UP)
		err_set(err, "%s is down; bring it up (ip link set %s up)",
		    t->name, t->name);
	if (code == PCAP_ERROR_NO_SUCH_DEVICE ||
	    code == PCAP_ERROR_IFACE_NOT_UP)
		return (AWAY);
	return (err_set(err, "cannot capture on %s: %s", t->name, why));
}

/* The kernel's index of an interface.  It is asked through the capture's own
 * socket: another cannot be had once rights are dropped. */
static int
tap_index(const struct tap *t)
{
	struct ifreq is;

	memset(&is, 0, sizeof is);
	memcpy(is.ifr_name, t->name, sizeof is.ifr_name - 1);
	return (ioctl(pcap_fileno(t->pcap), SIOCGIFINDEX, &is) == -1 ? 0 :
	    is.ifr_ifindex);
}

static int
tap_open(struct live *l, struct tap *t, struct err *err)
{
	char errors[PCAP_ERRBUF_SIZE] = "";
	int rc;

	if (!interfaces_is_one(t->name))
		return (err_set(err, "%s is no network interface; lockhound "
		    "-D lists them", t->name));
	t->pcap = pcap_create(t->name, errors);
	if (t->pcap == NULL)
		return (err_set(err, "cannot capture on %s: %s", t->name,
		    errors));
	pcap_set_snaplen(t->pcap, SNAP_BYTES);
	pcap_set_promisc(t->pcap, strcmp(t->name, "any") != 0);
	pcap_set_timeout(t->pcap, BLOCK_MS);
	pcap_set_buffer_size(t->pcap, (int)(l->setup.buffer_mb > 0 ?
	    l->setup.buffer_mb : LIVE_BUFFER_MB) << 20);
	pcap_set_tstamp_precision(t->pcap, PCAP_TSTAMP_PRECISION_NANO);
	rc = pcap_activate(t->pcap);
	if (rc < 0) {
		rc = tap_fails(l, t, rc, pcap_geterr(t->pcap), err);
		pcap_close(t->pcap);
		t->pcap = NULL;
		return (rc);
	}
	t->index = tap_index(t);
	t->link = link_of_dlt(pcap_datalink(t->pcap));
	t->unit_ns = pcap_get_tstamp_precision(t->pcap) ==
	    PCAP_TSTAMP_PRECISION_NANO ? 1 : 1000;
	memset(&t->last, 0, sizeof t->last);
	if (pcap_setnonblock(t->pcap, 1, errors) == -1 ||
	    bpf_attach(l->programs, t->pcap, t->name, err) == -1) {
		if (errors[0] != '\0')
			err_set(err, "cannot capture on %s: %s", t->name,
			    errors);
		pcap_close(t->pcap);
		t->pcap = NULL;
		return (-1);
	}
	return (0);
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

/* Open the file of -w.  It can hold one kind of link. */
static int
writer_begin(struct live *l, struct err *err)
{
	const struct tap *first = &l->taps[0];
	int i;

	for (i = 1; i < l->n; i++)
		if (l->taps[i].link != first->link)
			return (err_set(err, "-w %s: a capture file holds one "
			    "kind of link, and %s has another (%s) than %s "
			    "(%s); watch them in two runs",
			    l->setup.write_to, l->taps[i].name,
			    pcap_datalink_val_to_name(
			    pcap_datalink(l->taps[i].pcap)), first->name,
			    pcap_datalink_val_to_name(
			    pcap_datalink(first->pcap))));
	l->writer = pcap_writer_open(l->setup.write_to, first->link,
	    l->setup.note, err);
	return (l->writer == NULL ? -1 : 0);
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
	l->is_kept = true;
	l->programs = bpf_new(setup->filter, setup->all_ports);
	if (l->programs == NULL) {
		err_set(err, "out of memory");
		free(l);
		return (NULL);
	}
	l->n = setup->n_interfaces;
	for (i = 0; i < l->n; i++)
		snprintf(l->taps[i].name, sizeof l->taps[i].name, "%s",
		    setup->interfaces[i]);
	if (l->n == 0) {
		if (interfaces_pick(l->taps[0].name, l->reason,
		    sizeof l->reason, err) == -1) {
			live_close(l);
			return (NULL);
		}
		l->n = 1;
	}
	text_init(&t, l->names, sizeof l->names);
	for (i = 0; i < l->n; i++) {
		text_addf(&t, "%s%s", i > 0 ? ", " : "", l->taps[i].name);
		if (tap_open(l, &l->taps[i], err) != 0) {
			live_close(l);
			return (NULL);
		}
		l->taps[i].has_index = l->taps[i].index != 0;
		interfaces_mac(l->taps[i].name, &l->taps[i].mac);
	}
	if (bpf_is_short(l->programs))
		snprintf(l->reason, sizeof l->reason, "capturing on %s; -f is "
		    "so long that it holds for untagged frames only",
		    l->names);
	if (setup->write_to != NULL && writer_begin(l, err) == -1) {
		live_close(l);
		return (NULL);
	}
	return (l);
}

void
live_close(struct live *l)
{
	int i;

	if (l == NULL)
		return;
	for (i = 0; i < l->n; i++)
		if (l->taps[i].pcap != NULL)
			pcap_close(l->taps[i].pcap);
	pcap_writer_close(l->writer);
	bpf_free(l->programs);
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
		if (l->taps[i].pcap != NULL && !l->heads[i].has_frame)
			fds[n++] = pcap_get_selectable_fd(l->taps[i].pcap);
	return (n);
}

int
live_wait_ms(const struct live *l, int most_ms)
{
	if (l->writer != NULL && pcap_writer_is_behind(l->writer))
		most_ms = WRITER_BEHIND_MS;
	return (l->n == 1 ? most_ms : merge_wait_ms(l->heads, l->n,
	    clock_wall_ns(), most_ms));
}

/* --- how they are --- */

static const struct {
	const char *lasts, *ends;	/* behind its name */
} state_words[] = {
	[TAP_UP] = { "", "is back" },
	[TAP_NO_LINK] = { "has no link (is the cable in?): nothing is seen",
	    "is up, but has no link (is the cable in?)" },
	[TAP_DOWN] = { "is down: nothing is seen until it is up again",
	    "went down; waiting for it to come back" },
	[TAP_GONE] = { "is gone: nothing is seen until it is back",
	    "is gone; waiting for it to come back" },
	[TAP_REFUSED] = { "is back, but cannot be captured on: nothing is "
	    "seen", "" },
};

/* What the kernel says of the interface this tap listens on. */
static enum tap_state
tap_state(const struct tap *t)
{
	struct ifreq is;

	if (!t->has_index)
		return (TAP_UP);
	/* An interface that came back under the name is another one. */
	if (t->index == 0 || tap_index(t) != t->index)
		return (TAP_GONE);
	memset(&is, 0, sizeof is);
	memcpy(is.ifr_name, t->name, sizeof is.ifr_name - 1);
	if (ioctl(pcap_fileno(t->pcap), SIOCGIFFLAGS, &is) == -1)
		return (TAP_GONE);
	return ((is.ifr_flags & IFF_UP) == 0 ? TAP_DOWN :
	    (is.ifr_flags & IFF_RUNNING) == 0 ? TAP_NO_LINK : TAP_UP);
}

static void
trouble_write(struct live *l)
{
	struct text t;
	int i;

	text_init(&t, l->trouble, sizeof l->trouble);
	for (i = 0; i < l->n; i++)
		if (l->taps[i].state != TAP_UP)
			text_addf(&t, "%s%s %s", t.len > 0 ? "; " : "",
			    l->taps[i].name,
			    state_words[l->taps[i].state].lasts);
	if (!l->is_kept)
		text_addf(&t, "%s-w: not all packets are kept", t.len > 0 ?
		    "; " : "");
}

/* The frame that waits lies in the buffer of libpcap, and goes with it. */
static void
tap_close(struct live *l, struct tap *t)
{
	pcap_close(t->pcap);
	t->pcap = NULL;
	l->heads[t - l->taps] = (struct merge_head){ .is_open = false };
}

/* Try to open an interface that is gone. -1 with a sentence as tap_look. */
static int
tap_reopen(struct live *l, struct tap *t, struct err *err)
{
	struct err why;
	int rc = tap_open(l, t, &why);

	if (rc != -1) {
		t->n_refused = 0;
		if (rc == AWAY && t->state == TAP_REFUSED) {
			t->state = TAP_GONE;
			trouble_write(l);
		}
		return (0);
	}
	if (++t->n_refused != TRIES)
		return (0);
	t->state = TAP_REFUSED;
	trouble_write(l);
	return (err_set(err, "%s is back, but nothing is seen: %s", t->name,
	    why.text));
}

/* Ask how an interface is. -1 with a sentence when it is not as it was. */
static int
tap_look(struct live *l, struct tap *t, struct err *err)
{
	enum tap_state now;

	if (t->pcap == NULL && tap_reopen(l, t, err) == -1)
		return (-1);
	if (t->pcap == NULL)
		return (0);
	now = tap_state(t);
	if (now == TAP_GONE)
		tap_close(l, t);
	if (now == t->state)
		return (0);
	t->state = now;
	trouble_write(l);
	return (err_set(err, "%s %s", t->name, state_words[now].ends));
}

int
live_look(struct live *l, struct err *err)
{
	int64_t now_ns = clock_steady_ns();
	int i;

	for (i = 0; i < l->n; i++) {
		struct tap *t = &l->taps[i];

		if (now_ns - t->looked_ns < LOOK_NS)
			continue;
		t->looked_ns = now_ns;
		if (tap_look(l, t, err) == -1)
			return (-1);
	}
	return (0);
}

const char *
live_trouble(const struct live *l)
{
	return (l->trouble);
}

int
live_flush(struct live *l, struct err *err)
{
	if (l->writer == NULL || pcap_writer_flush(l->writer, err) == 0)
		return (0);
	l->is_kept = false;
	trouble_write(l);
	return (-1);
}

void
live_keep(struct live *l, const struct frame *f)
{
	if (l->writer != NULL)
		pcap_writer_frame(l->writer, f);
}

void
live_patience(struct live *l, bool (*goes_on)(void *arg), void *arg)
{
	if (l->writer != NULL)
		pcap_writer_patience(l->writer, goes_on, arg);
}

int
live_keeps_to(const struct live *l)
{
	return (l->writer == NULL ? -1 : pcap_writer_fd(l->writer));
}

bool
live_is_kept(const struct live *l)
{
	return (l->is_kept);
}

/* --- frames --- */

/* libpcap reports an error: mostly, that the interface went down. */
static int
tap_broke(struct live *l, struct tap *t, struct err *err)
{
	struct err why;
	enum tap_state was = t->state;

	err_set(&why, "%s stopped: %s; waiting for it to come back", t->name,
	    pcap_geterr(t->pcap));
	if (tap_look(l, t, err) == -1)
		return (-1);
	/* Known to be down, it is waited for; else it is opened anew. */
	if (was == TAP_DOWN || t->pcap == NULL)
		return (0);
	tap_close(l, t);
	t->state = TAP_GONE;
	trouble_write(l);
	*err = why;
	return (-1);
}

static int
tap_next(struct live *l, struct tap *t, struct frame *out, struct err *err)
{
	struct pcap_pkthdr *h;
	const u_char *bytes;
	int rc;

	if (t->pcap == NULL)
		return (0);
	rc = pcap_next_ex(t->pcap, &h, &bytes);
	if (rc == 0)
		return (0);
	if (rc != 1)
		return (tap_broke(l, t, err));
	out->when_ns = (int64_t)h->ts.tv_sec * NS_PER_S +
	    (int64_t)h->ts.tv_usec * t->unit_ns;
	out->link = t->link;
	out->bytes.p = bytes;
	out->bytes.len = h->caplen;
	out->wire_bytes = h->len > h->caplen ? h->len : h->caplen;
	return (1);
}

/* Read the next frame of an interface, if it has one and none waits. */
static int
tap_read(struct live *l, int i, struct err *err)
{
	struct merge_head *head = &l->heads[i];
	struct tap *t = &l->taps[i];
	int rc;

	if (head->has_frame)
		return (0);
	rc = tap_next(l, t, &t->frame, err);
	*head = (struct merge_head){ t->pcap != NULL, rc == 1,
	    rc == 1 ? t->frame.when_ns : 0 };
	return (rc == -1 ? -1 : 0);
}

int
live_next(struct live *l, struct frame *out, struct err *err)
{
	/* The time from before the interfaces are looked at. */
	int64_t now_ns = l->n > 1 ? clock_wall_ns() : 0;
	int i;

	for (i = 0; i < l->n; i++)
		if (tap_read(l, i, err) == -1)
			return (-1);
	i = merge_choose(l->heads, l->n, now_ns);
	if (i == -1)
		return (0);
	l->heads[i].has_frame = false;
	*out = l->taps[i].frame;
	return (1);
}

/* By how much a counter of the kernel's has grown.  It is 32 bits wide, and
 * some drivers' is nonsense. */
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
