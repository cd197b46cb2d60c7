/*
 * The same capture over and over with time moved on, as a watch of weeks:
 * tool_loop FILE SECONDS.  Prints the memory held after a tenth of the time
 * and at the end, in KB, and fails when it grew by 1 MB or more.
 */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge/capture.h"
#include "edge/clock.h"
#include "edge/vendors.h"
#include "engine/engine.h"
#include "show/ui.h"

enum { FRAMES = 100000 };

static struct frame frames[FRAMES];
static struct snapshot snap;
static struct canvas canvas;

static long
resident_kb(void)
{
	FILE *f = fopen("/proc/self/status", "r");
	char line[256];
	long kb = 0;

	while (f != NULL && fgets(line, sizeof line, f) != NULL)
		if (sscanf(line, "VmRSS: %ld", &kb) == 1)
			break;
	if (f != NULL)
		fclose(f);
	return (kb);
}

static int
load(const char *path)
{
	struct err err;
	const char *paths[1] = { path };
	struct capture *c = capture_new(paths, 1, NULL, &err);
	int n = 0;

	while (n < FRAMES && capture_next(c, &frames[n], &err) == 1) {
		uint8_t *copy = malloc(frames[n].bytes.len + 1);

		memcpy(copy, frames[n].bytes.p, frames[n].bytes.len);
		frames[n++].bytes.p = copy;
	}
	capture_free(c);
	return (n);
}

int
main(int argc, char **argv)
{
	struct engine_setup setup = { .memory_bytes = 0, .key = { 7 } };
	struct ui_style style = { .keybar = true, .vendor = vendor_name };
	struct ui_source from = { .name = "eth0", .is_live = true,
	    .trouble = "" };
	int64_t began = clock_steady_ns(), all, shift = 0, span;
	struct engine *e = engine_new(&setup);
	struct ui *ui = ui_new(&style);
	long first_kb = 0, loops = 0;
	struct event ev;
	int i, n;

	if (argc != 3 || (n = load(argv[1])) == 0)
		return (2);
	all = (int64_t)atoi(argv[2]) * 1000000000;
	span = frames[n - 1].when_ns - frames[0].when_ns + 600000000000;
	while (clock_steady_ns() - began < all) {
		for (i = 0; i < n; i++) {
			struct frame f = frames[i];

			f.when_ns += shift;
			engine_frame(e, &f);
			while (engine_next_event(e, &ev))
				ui_event(ui, &ev);
		}
		shift += span;
		loops++;
		engine_snapshot(e, &snap);
		from.now_ns = snap.capture.last_ns;
		from.steady_ns = clock_steady_ns();
		canvas_begin(&canvas, 24, 80, true);
		ui_draw(ui, &snap, &from, &canvas);
		if (first_kb == 0 && clock_steady_ns() - began > all / 10)
			first_kb = resident_kb();
	}
	printf("%ld rounds, %lld days of traffic: %ld KB, at the end %ld KB\n",
	    loops, (long long)(shift / 86400000000000), first_kb,
	    resident_kb());
	return (resident_kb() - first_kb >= 1024);
}
