/* The report of this moment, to be read and paged through. */

#define _GNU_SOURCE

#include "show/view_report.h"

#include <stdio.h>
#include <string.h>

#include "show/report.h"

enum { REPORT_BYTES = 1 << 16 };

static const char *
line_end(const char *line)
{
	const char *end = strchr(line, '\n');

	return (end != NULL ? end : line + strlen(line));
}

static void
draw_report(const struct scene *s)
{
	static char text[REPORT_BYTES];
	struct report_style style = {
		.ascii = s->canvas->ascii,
		.show_users = s->ui->style.show_users,
		.vendor = s->ui->style.vendor,
		.columns = s->canvas->columns < 40 ? 40 :
		    s->canvas->columns > 100 ? 100 : s->canvas->columns
	};
	FILE *out = fmemopen(text, sizeof text - 1, "w");
	const char *at = text, *end;
	int row = s->top;

	memset(text, 0, sizeof text);
	if (out == NULL)
		return;
	report_print(out, s->snap, &style);
	fclose(out);
	for (; *at != '\0' && row < s->bottom; row++) {
		char line[CANVAS_COLUMNS * 4];
		size_t n;

		end = line_end(at);
		n = (size_t)(end - at);
		if (n >= sizeof line)
			n = sizeof line - 1;
		memcpy(line, at, n);
		line[n] = '\0';
		canvas_text(s->canvas, row, 0, -1, STYLE_PLAIN, line);
		at = end + (*end != '\0');
	}
}

const struct view view_report = {
	.name = "report", .draw = draw_report, .bar = BAR_TEXT,
	.is_text = true, .lies_over = true
};
