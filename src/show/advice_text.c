/*
 * The advice's steps are constant; where a device's address or its programs'
 * names belong they hold words that are true of any (show/advice.h), and
 * these are replaced here by what is known.
 */

#include "show/advice_text.h"

#include <string.h>

#include "show/advice.h"

static bool
add_browser_address(struct text *t, const struct snap_device *d, bool ascii)
{
	char ip[IP_TEXT_BYTES];

	(void)ascii;
	/* Behind a router's MAC it is an address as well; a link-local one
	 * is not to be typed into a browser. */
	if (d->n_ips == 0)
		return (false);
	ip_print(&d->ips[0], ip);
	if (!ip_is_v4(&d->ips[0]) && strncmp(ip, "fe8", 3) == 0)
		return (false);
	text_addf(t, ip_is_v4(&d->ips[0]) ? "http://%s" : "http://[%s]", ip);
	return (true);
}

static bool
add_wrong(struct text *t, const struct snap_device *d, bool ascii)
{
	const struct snap_client *wrong, *right;

	if (!snap_device_programs(d, &wrong, &right) ||
	    !wrong->is_named)
		return (false);
	text_add_wire(t, span_text(wrong->name), ascii);
	return (true);
}

static bool
add_right(struct text *t, const struct snap_device *d, bool ascii)
{
	const struct snap_client *wrong, *right;

	if (!snap_device_programs(d, &wrong, &right) ||
	    !right->is_named)
		return (false);
	text_add_wire(t, span_text(right->name), ascii);
	return (true);
}

static const struct place {
	const char *words;
	bool (*add)(struct text *t, const struct snap_device *d, bool ascii);
} places[] = {
	{ ADVICE_ADDRESS, add_browser_address },
	{ ADVICE_WRONG, add_wrong },
	{ ADVICE_RIGHT, add_right },
};

enum { N_PLACES = sizeof places / sizeof places[0] };

void
advice_text_add(struct text *t, const char *step, const struct snap_device *d,
    bool ascii)
{
	size_t i, n;

	while (*step != '\0') {
		for (i = 0; i < N_PLACES; i++) {
			n = strlen(places[i].words);
			if (strncmp(step, places[i].words, n) == 0)
				break;
		}
		if (i < N_PLACES && places[i].add(t, d, ascii)) {
			step += n;
			continue;
		}
		text_addf(t, "%c", *step++);
	}
}
