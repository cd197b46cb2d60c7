/* The mail servers, and how logins fare on each. */

#include <stdio.h>

#include "base/span.h"
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

void
view_servers(const struct scene *s)
{
	const struct snapshot *snap = s->snap;
	struct canvas *c = s->canvas;
	bool is_wide = c->columns >= 60;
	int row = s->top, first = 0, name = c->columns - (is_wide ? 36 : 18);
	uint32_t i;

	if (name > 60)
		name = 60;
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
	if (s->ui->view == VIEW_SERVERS && s->bottom > row &&
	    s->ui->server_row >= s->bottom - row)
		first = s->ui->server_row - (s->bottom - row) + 1;
	for (i = (uint32_t)first; i < snap->n_hosts && row < s->bottom; i++) {
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
		if ((int)i == s->ui->server_row &&
		    s->ui->view == VIEW_SERVERS) {
			canvas_text(c, row, 0, -1, STYLE_PLAIN, ">");
			canvas_mark(c, row, STYLE_REVERSE);
		}
		row++;
	}
}
