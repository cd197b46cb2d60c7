/*
 * The dashboard's picture as text: tool_screen FILE ROWS COLUMNS ascii|utf8
 * KEYS.  FILE is replayed to its end, the keys are pressed one by one ("\r"
 * Enter), then the canvas is printed.
 */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge/capture.h"
#include "edge/vendors.h"
#include "engine/engine.h"
#include "show/ui.h"

static struct snapshot snap;
static struct canvas canvas;

/* The picture as plain text, trailing blanks cut. */
static void
print(void)
{
	char line[CANVAS_COLUMNS * (CELL_BYTES - 1) + 1];
	int row;

	for (row = 0; row < canvas.rows; row++) {
		canvas_line(&canvas, row, line, sizeof line);
		printf("%s\n", line);
	}
}

int
main(int argc, char **argv)
{
	struct engine_setup setup = { .memory_bytes = 0, .key = { 1, 2, 3 } };
	struct ui_style style = { .keybar = true, .vendor = vendor_name };
	struct ui_source from = { .name = "eth0", .is_live = true,
	    .trouble = "", .up_ns = INT64_C(60000000000), .steady_ns = 1,
	    .packets_per_s = 312, .received = 1000 };
	const char *paths[1], *key;
	struct capture *capture;
	struct engine *engine;
	struct frame frame;
	struct event ev;
	struct err err;
	struct ui *ui;
	int rc;

	if (argc != 6)
		return (2);
	style.ascii = strcmp(argv[4], "ascii") == 0;
	paths[0] = argv[1];
	capture = capture_new(paths, 1, NULL, &err);
	engine = engine_new(&setup);
	ui = ui_new(&style);
	if (strcmp(argv[1], "-") == 0)	/* nothing yet: the first screen */
		from.up_ns = INT64_C(4000000000);
	while (strcmp(argv[1], "-") != 0 &&
	    (rc = capture_next(capture, &frame, &err)) != 0) {
		if (rc == -1)
			continue;
		engine_frame(engine, &frame);
		while (engine_next_event(engine, &ev))
			ui_event(ui, &ev);
	}
	while (strcmp(argv[1], "-") != 0 && engine_finish(engine))
		while (engine_next_event(engine, &ev))
			ui_event(ui, &ev);
	while (engine_next_event(engine, &ev))
		ui_event(ui, &ev);
	engine_snapshot(engine, &snap);
	from.now_ns = snap.capture.last_ns;
	canvas_begin(&canvas, atoi(argv[2]), atoi(argv[3]), style.ascii);
	ui_draw(ui, &snap, &from, &canvas);
	for (key = argv[5]; *key != '\0'; key++) {
		from.steady_ns += 3000000000;
		ui_key(ui, *key == '~' ? UI_KEY_ENTER : *key);
		canvas_begin(&canvas, atoi(argv[2]), atoi(argv[3]),
		    style.ascii);
		ui_draw(ui, &snap, &from, &canvas);
	}
	print();
	ui_free(ui);
	engine_free(engine);
	capture_free(capture);
	return (0);
}
