/*
 * Fuzz: a frame taken apart.  Two bytes of link type, then records of two
 * bytes of length and a frame.  What is called payload must lie inside what
 * was given (or inside the defragmenter's own buffer), and every prefix of a
 * frame must be survived.  Of an ICMP refusal every prefix says the same, or
 * nothing.
 */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "data/links.h"
#include "wire/packet.h"
#include "wire/refusal.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
refuse(struct packet *p)
{
	const uint8_t *whole = p->payload.p;
	size_t cut, n = p->payload.len < 128 ? p->payload.len : 128;
	struct refusal last, r;
	bool was = false;

	for (cut = 0; cut <= n; cut++) {
		uint8_t *copy = malloc(cut == 0 ? 1 : cut);
		bool is;

		memcpy(copy, whole, cut);
		p->payload.p = copy;
		p->payload.len = cut;
		is = refusal_read(p, &r);
		free(copy);
		assert(is || !was);
		assert(!was || memcmp(&r, &last, sizeof r) == 0);
		was = is;
		last = r;
		if (!is)
			continue;
		assert(r.asked.kind == PACKET_TCP);
		assert(!r.is_reject || ip_equals(&p->src, &r.asked.dst));
		/* What it quotes is borrowed from nobody. */
		assert(r.asked.payload.p == NULL);
	}
}

static void
one(struct defrag *d, uint32_t link, const uint8_t *p, size_t n, size_t wire)
{
	uint8_t *copy = malloc(n == 0 ? 1 : n);
	struct frame f = { 5, link, (uint32_t)wire, { copy, n } };
	struct packet out;
	volatile uint8_t sum = 0;
	size_t i;

	memcpy(copy, p, n);
	packet_read(d, &f, &out);
	if (out.kind != PACKET_UNKNOWN && out.kind != PACKET_FRAGMENT) {
		assert(out.payload.len <= out.payload_wire_bytes);
		assert(out.payload.len <= 65535 || out.payload.len <= n);
		for (i = 0; i < out.payload.len; i++)
			sum ^= out.payload.p[i];	/* ASan watches */
		if (out.kind == PACKET_ICMP)
			refuse(&out);
	}
	free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct defrag *d = defrag_new(4);
	const struct link_type *links;
	size_t at = 2, n, cut, n_links;
	uint32_t link;

	if (size < 4 || size > 1 << 15) {
		defrag_free(d);
		return (0);
	}
	links = link_types(&n_links);
	link = links[data[0] % n_links].linktype;
	while (at + 2 <= size) {
		n = (size_t)(data[at] << 8 | data[at + 1]) % 2048;
		at += 2;
		if (n > size - at)
			n = size - at;
		one(d, link, data + at, n, n + data[1] % 3 * 100);
		if (data[1] == 255)
			for (cut = 0; cut < n; cut++)
				one(d, link, data + at, cut, n);
		at += n;
	}
	defrag_free(d);
	return (0);
}
