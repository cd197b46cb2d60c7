/*
 * Damages a capture: tool_damage SEED IN.pcap OUT.pcap
 *
 * One kind of damage at a time, by the seed: cut at a structure's border, bits
 * flipped, bytes set to extremes, lengths that lie (record, IP, TCP, UDP), a
 * record twice or left out, rubbish at the end.
 */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t rng;
static uint8_t bytes[1 << 21];
static size_t n, records[1 << 16], n_records;

static uint32_t
draw(uint32_t limit)
{
	rng = rng * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (limit == 0 ? 0 : (uint32_t)(rng >> 33) % limit);
}

static uint32_t
le32_at(size_t at)
{
	uint32_t v;

	memcpy(&v, bytes + at, 4);
	return (v);
}

static void
find_records(void)
{
	size_t at = 24;

	while (at + 16 <= n && n_records < sizeof records / sizeof *records) {
		uint32_t len = le32_at(at + 8);

		if (len > n - at - 16)
			break;
		records[n_records++] = at;
		at += 16 + len;
	}
}

static void
lie_at(size_t at)
{
	static const uint8_t odd[] = { 0, 1, 0x7f, 0x80, 0xff, 0x45, 0x0f };

	if (at < n)
		bytes[at] = odd[draw(sizeof odd)];
}

/* Offsets in an Ethernet frame where lengths and kinds stand. */
static const uint16_t tender[] = {
	12, 13, 14, 16, 17, 18, 19, 20, 21, 23, 38, 39, 46, 47, 54, 55, 56
};

static void
damage_once(void)
{
	size_t r = n_records == 0 ? 24 : records[draw((uint32_t)n_records)];
	uint32_t i, k;

	switch (draw(9)) {
	case 0:		/* cut at a border, or near it */
		n = r + draw(80);
		break;
	case 1:		/* cut anywhere */
		n = draw((uint32_t)n + 1);
		break;
	case 2:		/* flipped bits */
		for (i = 0, k = 1 + draw(64); i < k && n > 0; i++)
			bytes[draw((uint32_t)n)] ^= (uint8_t)(1 << draw(8));
		break;
	case 3:		/* lengths in the frames lie */
		for (i = 0, k = 1 + draw(200); i < k && n_records > 0; i++)
			lie_at(records[draw((uint32_t)n_records)] + 16 +
			    tender[draw(sizeof tender / sizeof *tender)]);
		break;
	case 4:		/* a record's own lengths lie */
		lie_at(r + 8 + draw(8));
		break;
	case 5:		/* bytes of the payloads */
		for (i = 0, k = 1 + draw(2000); i < k && n > 24; i++)
			bytes[24 + draw((uint32_t)n - 24)] =
			    (uint8_t)draw(256);
		break;
	case 6:		/* the file header */
		lie_at(draw(24));
		break;
	case 7:		/* a piece left out */
		k = draw(3000);
		if (r + k < n) {
			memmove(bytes + r, bytes + r + k, n - r - k);
			n -= k;
		}
		break;
	default:	/* stamps leap */
		for (i = 0; i < 8; i++)
			lie_at(r + i);
		break;
	}
	if (n > sizeof bytes)
		n = sizeof bytes;
}

int
main(int argc, char **argv)
{
	FILE *f;
	uint32_t times;

	if (argc != 4 || (f = fopen(argv[2], "rb")) == NULL)
		return (2);
	rng = strtoull(argv[1], NULL, 10) * 2654435761u + 12345;
	draw(2);
	n = fread(bytes, 1, sizeof bytes, f);
	fclose(f);
	find_records();
	for (times = 1 + draw(3); times > 0; times--)
		damage_once();
	f = fopen(argv[3], "wb");
	if (f == NULL || fwrite(bytes, 1, n, f) != n)
		return (1);
	return (fclose(f) != 0);
}
