/*
 * The advice's steps are constant; where a device's address or its programs'
 * names belong they hold words that are true of any (show/advice.h), and
 * these are replaced here by what is known.
 */

#include "show/advice_text.h"

#include <string.h>

#include "show/advice.h"
#include "show/user.h"

static bool
add_browser_address(struct text *t, const struct snap_device *d,
    struct wording w)
{
	char ip[IP_TEXT_BYTES];

	(void)w;
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
add_wrong(struct text *t, const struct snap_device *d, struct wording w)
{
	const struct snap_client *wrong, *right;

	if (!snap_device_programs(d, &wrong, &right) ||
	    !wrong->is_named)
		return (false);
	text_add_wire(t, span_text(wrong->name), w.ascii);
	return (true);
}

static bool
add_right(struct text *t, const struct snap_device *d, struct wording w)
{
	const struct snap_client *wrong, *right;

	if (!snap_device_programs(d, &wrong, &right) ||
	    !right->is_named)
		return (false);
	text_add_wire(t, span_text(right->name), w.ascii);
	return (true);
}

/* "the full mail address (a***@example.test)", or the name that is taken
 * where that is none. */
static bool
add_right_user(struct text *t, const struct snap_device *d, struct wording w)
{
	bool is_address = strchr(d->right_user, '@') != NULL;

	if (d->right_user[0] == '\0')
		return (false);
	if (is_address)
		text_add(t, ADVICE_USER " (");
	user_add(t, d->right_user, w.show_users, w.ascii);
	if (is_address)
		text_add(t, ")");
	return (true);
}

static bool
add_mech(struct text *t, const char *mech, struct wording w)
{
	if (mech[0] == '\0')
		return (false);
	text_add_wire(t, span_text(mech), w.ascii);
	return (true);
}

static bool
add_refused(struct text *t, const struct snap_device *d, struct wording w)
{
	return (add_mech(t, d->wrong_mech, w));
}

static bool
add_taken(struct text *t, const struct snap_device *d, struct wording w)
{
	return (add_mech(t, d->right_mech, w));
}

static const struct place {
	const char *words;
	bool (*add)(struct text *t, const struct snap_device *d,
	    struct wording w);
} places[] = {
	{ ADVICE_ADDRESS, add_browser_address },
	{ ADVICE_WRONG, add_wrong },
	{ ADVICE_RIGHT, add_right },
	{ ADVICE_USER, add_right_user },
	{ ADVICE_REFUSED, add_refused },
	{ ADVICE_TAKEN, add_taken },
};

enum { N_PLACES = sizeof places / sizeof places[0] };

void
advice_text_add(struct text *t, const char *step, const struct snap_device *d,
    struct wording w)
{
	size_t i, n;

	while (*step != '\0') {
		for (i = 0; i < N_PLACES; i++) {
			n = strlen(places[i].words);
			if (strncmp(step, places[i].words, n) == 0)
				break;
		}
		if (i < N_PLACES && places[i].add(t, d, w)) {
			step += n;
			continue;
		}
		text_addf(t, "%c", *step++);
	}
}
