/* Base 64, both ways, bounded. */

#include "base/base64.h"

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int
value_of(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return (c - 'A');
	if (c >= 'a' && c <= 'z')
		return (c - 'a' + 26);
	if (c >= '0' && c <= '9')
		return (c - '0' + 52);
	return (c == '+' ? 62 : c == '/' ? 63 : -1);
}

size_t
base64_decode(struct span s, uint8_t *out, size_t size, bool *is_whole)
{
	uint32_t bits = 0;
	size_t i, n = 0, have = 0;

	for (i = 0; i < s.len; i++) {
		int v = value_of(s.p[i]);

		if (v < 0)
			break;
		bits = bits << 6 | (uint32_t)v;
		have += 6;
		if (have >= 8) {
			if (n == size)
				break;
			have -= 8;
			out[n++] = (uint8_t)(bits >> have);
		}
	}
	while (i < s.len && s.p[i] == '=' && s.len - i <= 2)
		i++;
	if (is_whole != NULL)
		*is_whole = i == s.len && s.len % 4 != 1;
	return (n);
}

void
base64_encode(const uint8_t *p, size_t n, char *out, size_t size)
{
	size_t i, at = 0;

	for (i = 0; i < n && at + 5 <= size; i += 3) {
		uint32_t bits = (uint32_t)p[i] << 16 |
		    (i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0) |
		    (i + 2 < n ? (uint32_t)p[i + 2] : 0);

		out[at++] = alphabet[bits >> 18];
		out[at++] = alphabet[bits >> 12 & 63];
		out[at++] = i + 1 < n ? alphabet[bits >> 6 & 63] : '=';
		out[at++] = i + 2 < n ? alphabet[bits & 63] : '=';
	}
	if (size > 0)
		out[at] = '\0';
}
