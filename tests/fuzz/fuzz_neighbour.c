/*
 * Fuzz: neighbours' talk.  The first byte picks the kind of packet, the rest
 * is its payload, whole and cut.  Texts must be ended and valid; what is not
 * printable in them is escaped on each way out.
 */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "wire/neighbour.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
	enum packet_kind kind;
	uint16_t src, dst;
} kinds[] = {
	{ PACKET_ARP, 0, 0 }, { PACKET_ICMP, 0, 0 }, { PACKET_UDP, 53, 999 },
	{ PACKET_UDP, 5353, 5353 }, { PACKET_UDP, 5355, 999 },
	{ PACKET_UDP, 137, 137 }, { PACKET_UDP, 138, 138 },
	{ PACKET_UDP, 68, 67 }, { PACKET_UDP, 67, 68 },
	{ PACKET_UDP, 546, 547 },
};

static void
check(const struct news *n)
{
	struct span s = { (const uint8_t *)n->text, 0 };
	size_t step;

	assert(memchr(n->text, 0, sizeof n->text) != NULL);
	assert(n->kind != NEWS_UNKNOWN);
	s.len = strlen(n->text);
	while (s.len > 0) {
		step = utf8_length(s);
		assert(step > 0);
		span_skip(&s, step);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t v6[16] = { 0xfe, 0x80, 0, 1 };
	struct news news[NEWS_MAX];
	struct packet p;
	size_t cut, step;
	int i, n;

	if (size < 2 || size > 4096)
		return (0);
	memset(&p, 0, sizeof p);
	i = data[0] % (int)(sizeof kinds / sizeof kinds[0]);
	p.kind = kinds[i].kind;
	p.src_port = kinds[i].src;
	p.dst_port = kinds[i].dst;
	p.ttl = 255;
	p.has_src_mac = true;
	p.src = p.dst = p.kind == PACKET_ICMP ? ip_v6(v6) :
	    ip_v4((const uint8_t *)"\xc0\xa8\x4d\x0a");
	step = size < 200 ? 1 : size / 100;
	for (cut = 0; cut < size; cut += step) {
		uint8_t *copy = malloc(size - cut);

		memcpy(copy, data + 1, size - 1 - cut);
		p.payload.p = copy;
		p.payload.len = size - 1 - cut;
		p.payload_wire_bytes = (uint32_t)(size - 1);
		n = neighbour_read(&p, news);
		assert(n >= 0 && n <= NEWS_MAX);
		while (n-- > 0)
			check(&news[n]);
		free(copy);
	}
	return (0);
}
