/* Logins inside TLS that nobody can tell, in words. */

#include "show/untold.h"

#include <string.h>

#include "show/phrases.h"
#include "show/who.h"

enum { UNTOLD_LINES = 4 };

bool
untold_is_all(const struct snap_device *d)
{
	return (d->failures == 0 && d->untold.n > 0);
}

void
untold_add(struct text *t, const struct snap_device *d, bool ascii)
{
	struct snap_server at = { .at = d->untold.at };

	memcpy(at.name, d->untold.server, sizeof at.name);
	text_addf(t, "%u of %u logins, %s to ", d->untold.n, d->untold.of,
	    phrases_proto(d->untold.proto));
	phrases_server(t, &at, ascii);
}

static void
say_one(const struct layout *p, const struct snap_device *d)
{
	bool sends = d->untold.proto == PROTO_SMTP;
	char buffer[1024];
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	who_add_whole(p, &t, d);
	text_add(&t, ": ");
	untold_add(&t, d, p->style->ascii);
	text_addf(&t, ", %s: refused, or a monitor that only tries whether it "
	    "gets in. Nobody is accused of that: capture longer, or look at "
	    "the %s there.", sends ? "none surely followed by mail" :
	    "none followed by a mailbox that is read",
	    sends ? "password for outgoing mail" : "mail password");
	layout_para(p, 2, 4, buffer);
}

uint64_t
untold_say(const struct layout *p, const struct snapshot *s)
{
	uint32_t i, lines = 0;
	uint64_t told = 0;

	for (i = 0; i < s->n_devices; i++) {
		const struct snap_device *d = &s->devices[i];

		if (!untold_is_all(d))
			continue;
		if (d->rating < RATING_SUSPECT && lines < UNTOLD_LINES) {
			if (lines++ == 0)
				layout_line(p, "");
			say_one(p, d);
		} else if (d->rating < RATING_SUSPECT)
			continue;
		told += d->untold.of;
	}
	return (told);
}
