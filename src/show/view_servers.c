/* The mail servers, and how logins fare on each. */

#include <stdio.h>

#include "data/words.h"
#include "show/view.h"

void
view_servers(const struct scene *s)
{
	const struct snapshot *snap = s->snap;
	struct canvas *c = s->canvas;
	bool is_wide = c->columns >= 60;
	int row = s->top, name = c->columns - (is_wide ? 36 : 18);
	uint32_t i;

	if (name > 60)
		name = 60;
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
	for (i = 0; i < snap->n_hosts && row < s->bottom; i++) {
		const struct snap_server *h = &snap->hosts[i];
		char ip[IP_TEXT_BYTES], text[NAME_BYTES + 8];

		ip_print(&h->at.ip, ip);
		snprintf(text, sizeof text, "%s:%u", h->name[0] != '\0' ?
		    h->name : ip, h->at.port);
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
