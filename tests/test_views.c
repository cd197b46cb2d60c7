/* The dashboard's views: they show the state and never change it. */

#include "picture.h"

#include "show/keys.h"
#include "show/state.h"
#include "show/view_device.h"
#include "show/view_log.h"
#include "show/view_rank.h"
#include "show/view_servers.h"

enum { FAR_AWAY = 100000 };		/* further than any list goes */

static const int sizes[][2] = {
	{ 1, 1 }, { 2, 3 }, { 6, 40 }, { 10, 40 }, { 15, 60 }, { 24, 80 },
	{ 40, 120 }, { 60, 200 }
};

enum { N_SIZES = sizeof sizes / sizeof sizes[0] };

/* The views that keys lead to, and those that these open; NULL beyond. */
static const struct view *
view_at(int i)
{
	const struct key *k;
	int row;

	for (row = 0; (k = keys_at(row)) != NULL; row++) {
		if (k->view != NULL && i-- == 0)
			return (k->view);
		if (k->view != NULL && k->view->opens != NULL && i-- == 0)
			return (k->view->opens);
	}
	return (NULL);
}

static void
add_server(uint8_t last, bool is_locked)
{
	struct snap_server *h = &snap.servers[snap.n_servers++];
	struct snap_lockout *l;

	h->at.ip = v4(last);
	h->at.port = 993;
	h->failures = 3;
	snap.n_servers_seen++;
	if (!is_locked)
		return;
	h->status = STATUS_LOCKED;
	l = &snap.lockouts[snap.n_lockouts++];
	l->at = h->at;
	l->since_ns = T0 - NS_PER_S;
	snap.n_locked++;
}

/* Devices with and without failures, a lockout, and a log to go back in. */
static void
fill(void)
{
	int i;

	for (i = 0; i < 30; i++)
		add_device("scanner", (uint8_t)(20 + i), (uint32_t)(40 - i));
	for (i = 0; i < 20; i++)
		add_server((uint8_t)(100 + i), i % 3 == 0);
	for (i = 0; i < 200; i++)
		login_of((uint8_t)(20 + i % 40), i % 2 ? OUTCOME_OK :
		    OUTCOME_FAILED, T0 + i * NS_PER_S);
}

static void
show(const struct view *view, const int size[2])
{
	ui->view = ui->shown = view;
	draw(size[0], size[1]);
}

static void
go_far(void)
{
	ui->row = ui->server_row = ui->log_back = ui->page_top = FAR_AWAY;
	ui->log_found = FAR_AWAY;
}

static void
drawing_twice_is_drawing_once(void **state)
{
	static struct canvas before;
	static struct ui was;
	const struct view *view;
	int v, i, far;

	(void)state;
	fill();
	press("ajj");
	for (v = 0; (view = view_at(v)) != NULL; v++)
		for (i = 0; i < N_SIZES; i++)
			for (far = 0; far < 2; far++) {
				if (far)
					go_far();
				show(view, sizes[i]);
				before = canvas;
				was = *ui;
				draw(sizes[i][0], sizes[i][1]);
				assert_memory_equal(&was, ui, sizeof was);
				assert_memory_equal(before.cells, canvas.cells,
				    sizeof before.cells);
			}
}

/* Whatever it was, where nothing is left it is the first. */
static void
a_selection_beyond_the_end_comes_back(void **state)
{
	const struct view *view;
	int v, i, left;

	(void)state;
	fill();
	for (v = 0; (view = view_at(v)) != NULL; v++)
		for (i = 0; i < N_SIZES; i++)
			for (left = 2; left >= 0; left--) {
				snap.n_devices = 30;
				snap.n_servers = 20;
				show(view, sizes[i]);
				go_far();
				snap.n_devices = (uint32_t)left;
				snap.n_servers = (uint32_t)left;
				show(view, sizes[i]);
				assert_in_range(ui->server_row, 0,
				    left > 1 ? 1 : 0);
				assert_in_range(ui->row, 0, ui->n_rows);
				assert_in_range(ui->log_back, 0,
				    view == &view_log ? 200 : LOG_ENTRIES);
			}
}

static void
the_last_server_may_be_locked_out(void **state)
{
	(void)state;
	add_server(1, false);
	add_server(2, true);
	draw(24, 80);
	press("2G");
	draw(24, 80);
	assert_true(row_with("> LOCKED    192.168.1.2:993") >= 0);
	press("GGGk");
	draw(24, 80);
	assert_true(row_with("192.168.1.1:993") >= 0);
	assert_int_equal(row_with("> LOCKED"), -1);
}

/* A key held down asks for more than there is, and its way back is short. */
static void
a_key_pressed_too_often_is_taken_back_at_once(void **state)
{
	int i;

	(void)state;
	fill();
	draw(24, 80);
	press("2");
	for (i = 0; i < 5000; i++)
		press("G");
	press("k");
	assert_int_equal(ui->server_row, 18);
	press("3");
	draw(24, 80);
	for (i = 0; i < 5000; i++)
		press("g");
	draw(24, 80);
	assert_int_equal(row_with(" 14:13:20 FAIL"), 5);
	press("j");
	draw(24, 80);
	assert_int_equal(row_with(" 14:13:21 ok"), 5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(drawing_twice_is_drawing_once),
		T(a_selection_beyond_the_end_comes_back),
		T(the_last_server_may_be_locked_out),
		T(a_key_pressed_too_often_is_taken_back_at_once),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
