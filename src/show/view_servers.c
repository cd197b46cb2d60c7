/* The mail servers, and how logins fare on each. */

#include <stdio.h>

#include "base/span.h"
#include "base/text.h"
#include "data/words.h"
#include "show/view.h"

bool
ui_server_matches(const struct ui *u, int i)
{
	return (span_holds_nocase(span_text(u->servers[i]), u->find));
}

static void
server_name(const struct snap_server *h, char *out, size_t size)
{
	char ip[IP_TEXT_BYTES];

	ip_print(&h->at.ip, ip);
	snprintf(out, size, "%s:%u", h->name[0] != '\0' ? h->name : ip,
	    h->at.port);
}

/* Who fails at the selected one, worst first as in the ranking. */
static void
draw_failing(const struct scene *s, const struct snap_server *h, int row)
{
	const struct snapshot *snap = s->snap;
	char buffer[1024], name[NAME_BYTES];
	struct text t;
	uint32_t i, k, n = 0;

	text_init(&t, buffer, sizeof buffer);
	for (i = 0; i < snap->n_culprits; i++) {
		const struct snap_device *d = &snap->culprits[i];
		struct ui_row r = ui_row_of(d);

		for (k = 0; k < d->n_servers; k++) {
			if (!endpoint_equals(&d->servers[k].at, &h->at) ||
			    d->servers[k].failures == 0)
				continue;
			ui_device_name(s->ui, &r, name);
			text_addf(&t, "%s%s %u", n++ > 0 ? ", " :
			    "Failed logins here: ", name,
			    d->servers[k].failures);
		}
	}
	if (n == 0)
		text_add(&t, "No device listed has failed a login here.");
	canvas_para(s->canvas, row, 1, s->canvas->columns - 2,
	    s->bottom - row, STYLE_PLAIN, buffer);
}

/* In high windows the selected one is told of below the list. */
enum { DETAIL_ROWS = 5, DETAIL_FROM = 18 };

static void
draw_detail(const struct scene *s)
{
	const struct snapshot *snap = s->snap;
	const struct snap_server *h = &snap->hosts[s->ui->server_row];
	char text[NAME_BYTES + 8], ip[IP_TEXT_BYTES];
	int row = s->bottom - DETAIL_ROWS;

	canvas_rule(s->canvas, row++);
	server_name(h, text, sizeof text);
	ip_print(&h->at.ip, ip);
	canvas_textf(s->canvas, row++, 1, -1, STYLE_BOLD, "%s  %s%s%s", text,
	    h->name[0] != '\0' ? ip : "", h->name[0] != '\0' ? "  " : "",
	    proto_word(h->proto));
	draw_failing(s, h, row);
}

void
view_servers(const struct scene *s)
{
	const struct snapshot *snap = s->snap;
	struct canvas *c = s->canvas;
	bool is_wide = c->columns >= 60;
	bool is_own = s->ui->view == VIEW_SERVERS;
	bool has_detail = is_own && snap->n_hosts > 0 &&
	    c->rows >= DETAIL_FROM;
	int bottom = s->bottom - (has_detail ? DETAIL_ROWS : 0);
	int row = s->top, first = 0, name = c->columns - (is_wide ? 36 : 18);
	uint32_t i;

	if (name > 60)
		name = 60;
	if (name < 8)
		name = c->columns - 2;	/* no room for figures */
	for (i = 0; i < snap->n_hosts; i++)
		server_name(&snap->hosts[i], s->ui->servers[i], NAME_BYTES);
	s->ui->n_servers = (int)snap->n_hosts;
	if (s->ui->server_row >= (int)snap->n_hosts)
		s->ui->server_row = snap->n_hosts > 0 ?
		    (int)snap->n_hosts - 1 : 0;
	canvas_text(c, row, 2, -1, STYLE_BOLD, "SERVER");
	canvas_text(c, row, name + 3, -1, STYLE_BOLD, is_wide ?
	    "PROTO     FAIL      OK  UNKNOWN" : "FAIL      OK");
	row++;
	if (snap->n_hosts == 0)
		canvas_text(c, row, 2, -1, STYLE_PLAIN,
		    "No mail server was seen yet.");
	if (is_own && bottom > row && s->ui->server_row >= bottom - row)
		first = s->ui->server_row - (bottom - row) + 1;
	for (i = (uint32_t)first; i < snap->n_hosts && row < bottom; i++) {
		const struct snap_server *h = &snap->hosts[i];
		char text[NAME_BYTES + 8];

		server_name(h, text, sizeof text);
		canvas_middle(c, row, 2, name, h->failures > 0 ?
		    STYLE_YELLOW : STYLE_PLAIN, text);
		if (is_wide)
			canvas_textf(c, row, name + 3, -1, STYLE_PLAIN,
			    "%-6s %7u %7u %8u", proto_word(h->proto),
			    h->failures, h->successes, h->unknown);
		else
			canvas_textf(c, row, name + 3, -1, STYLE_PLAIN,
			    "%4u %7u", h->failures, h->successes);
		if ((int)i == s->ui->server_row && is_own) {
			canvas_text(c, row, 0, -1, STYLE_PLAIN, ">");
			canvas_mark(c, row, STYLE_REVERSE);
		}
		row++;
	}
	if (has_detail)
		draw_detail(s);
}
