/* When a device failed, one character for each slice of time. */

#include <string.h>

#include "base/when.h"
#include "show/sparkline.h"

enum { RECENT_SLICES = 10 };	/* of a minute, this one among them */

static const struct span_row {
	const char *title, *words;
	int64_t ns;			/* 0: since the first packet */
	int slices;			/* as they are counted, at most */
} spans[SNAP_SPANS] = {
	[SPAN_HOUR] = { "LAST HOUR", "last hour", 3600 * NS_PER_S, 60 },
	[SPAN_SIX] = { "LAST 6 H", "last 6 h", 6 * 3600 * NS_PER_S, 72 },
	[SPAN_DAY] = { "LAST 24 H", "last 24 h", 24 * 3600 * NS_PER_S, 96 },
	[SPAN_ALL] = { "ALL", "whole capture", 0, BINS_SLOTS },
};

const char *
sparkline_title(enum snap_span span)
{
	return (spans[span].title);
}

const char *
sparkline_words(enum snap_span span)
{
	return (spans[span].words);
}

int
sparkline_columns(enum snap_span span, int room)
{
	int n = room < spans[span].slices ? room : spans[span].slices;

	while (n > SPARKLINE_LEAST && spans[span].slices % n != 0)
		n--;
	return (n);
}

uint32_t
sparkline_recent(const struct snap_device *d, int64_t now_ns)
{
	const struct bins *b;
	int64_t until_ns;

	if (d == NULL || d->failed_in[SPAN_HOUR].width_ns == 0)
		return (0);
	b = &d->failed_in[SPAN_HOUR];
	until_ns = bins_begin(b, now_ns) + b->width_ns;
	return (bins_sum(b, until_ns - RECENT_SLICES * b->width_ns,
	    until_ns));
}

/* How many columns the slices make, each of equally many, in this room. */
static int
columns_of(int64_t slices, int room)
{
	int64_t each;

	if (slices <= 0 || room <= 0)
		return (0);
	each = (slices + room - 1) / room;
	return ((int)((slices + each - 1) / each));
}

static char
level_of(uint32_t n)
{
	static const struct { uint32_t least; char c; } levels[] = {
		{ 17, '#' }, { 9, '+' }, { 5, '=' }, { 3, '-' }, { 2, ':' },
		{ 1, '.' }
	};
	size_t i;

	for (i = 0; i < sizeof levels / sizeof levels[0]; i++)
		if (n >= levels[i].least)
			return (levels[i].c);
	return (' ');
}

struct sparkline
sparkline(const struct scene *s, const struct snap_device *d, int room,
    bool is_fixed, char *out)
{
	const struct bins *b = &d->failed_in[s->ui->span];
	int64_t now_ns = s->from->now_ns, ns = spans[s->ui->span].ns, slices;
	struct sparkline k;
	int i;

	memset(&k, 0, sizeof k);
	out[0] = '\0';
	if (b->width_ns == 0)
		return (k);
	k.until_ns = bins_begin(b, now_ns) + b->width_ns;
	k.from_ns = ns > 0 ? k.until_ns - ns :
	    bins_begin(b, s->snap->capture.first_ns);
	slices = (k.until_ns - k.from_ns) / b->width_ns;
	if (room > SPARKLINE_MOST)
		room = SPARKLINE_MOST;
	k.columns = is_fixed ? room : columns_of(slices, room);
	for (i = 0; i < BINS_SLOTS; i++) {
		int64_t at = b->first + i - k.from_ns / b->width_ns;

		if (at >= 0 && at < slices)
			k.n[at * k.columns / slices] += b->n[i];
	}
	for (i = 0; i < k.columns; i++)
		out[i] = level_of(k.n[i]);
	out[k.columns] = '\0';
	return (k);
}
