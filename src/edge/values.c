/*
 * Values of options: sizes and times as people write them.  What is wrong with
 * one is said where the option is known.
 */

#include "edge/values.h"

#include <stdlib.h>
#include <string.h>

bool
value_bytes(const char *text, uint64_t *out)
{
	static const char units[] = "KMG";
	const char *unit;
	char *end;
	unsigned long long n = strtoull(text, &end, 10);
	int shift = 0;

	if (*end != '\0') {
		int upper = *end >= 'a' && *end <= 'z' ? *end - 32 : *end;

		unit = strchr(units, upper);
		if (unit == NULL || (end[1] != '\0' &&
		    strcmp(end + 1, "iB") != 0 && strcmp(end + 1, "B") != 0))
			return (false);
		shift = 10 * (int)(unit - units + 1);
	}
	if (text[0] < '0' || text[0] > '9' || n == 0 ||
	    n > UINT64_MAX >> shift)
		return (false);
	*out = (uint64_t)n << shift;
	return (true);
}

bool
value_seconds(const char *text, int64_t *out)
{
	char *end;
	long long n = strtoll(text, &end, 10);
	long long unit = *end == 'h' ? 3600 : *end == 'm' ? 60 : 1;

	if (text[0] < '0' || text[0] > '9' || n <= 0 || n > 100000000 ||
	    (*end != '\0' && (strchr("smh", *end) == NULL ||
	    end[1] != '\0')))
		return (false);
	*out = n * unit;
	return (true);
}

size_t
nearest_edits(const char *a, const char *b)
{
	size_t row[33], i, j, n = strlen(b);

	if (strlen(a) > 31 || n > 31)
		return (99);
	for (j = 0; j <= n; j++)
		row[j] = j;
	for (i = 1; a[i - 1] != '\0'; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (j = 1; j <= n; j++) {
			size_t best = corner + (a[i - 1] != b[j - 1]);

			corner = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return (row[n]);
}

const char *
value_program(const char *typed)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._+-";
	size_t n = typed != NULL ? strlen(typed) : 0;

	return (n > 0 && n <= 100 && strspn(typed, plain) == n ? typed :
	    "lockhound");
}
