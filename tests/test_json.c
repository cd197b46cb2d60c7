/* JSON lines: a fixed snapshot, hostile names. */

#include "shown.h"

#include <json-c/json.h>

#include "show/json.h"

/* "Maker" is who made the router. */
static const char *
router_vendor(const struct mac *m)
{
	(void)m;
	return ("Maker");
}

static json_object *
one_line(void (*print)(struct json *, void *), void *arg)
{
	char *text;
	size_t n;
	FILE *f = open_memstream(&text, &n);
	struct json *j = json_new(f, vendor);
	json_object *o;

	print(j, arg);
	assert_int_equal(json_free(j), 0);
	fclose(f);
	assert_int_equal(text[n - 1], '\n');
	assert_null(memchr(text, '\n', n - 1));
	o = json_tokener_parse(text);
	assert_non_null(o);
	free(text);
	return (o);
}

static void
print_event(struct json *j, void *ev)
{
	json_event(j, ev);
}

static void
print_summary(struct json *j, void *s)
{
	json_summary(j, s, 7);
}

static void
control_characters_are_escaped_and_the_epoch_is_a_time(void **state)
{
	static struct event ev;
	static struct snapshot none;
	char *text = NULL;
	size_t n;
	FILE *f = open_memstream(&text, &n);
	struct json *j = json_new(f, no_vendor);

	(void)state;
	ev.seq = 1;
	ev.kind = EVENT_LOGIN;
	strcpy(ev.u.login.attempt.user, "a\033[2J\x7f\xc2\x9b\xc2\xa9\n");
	json_event(j, &ev);
	json_summary(j, &none, 2);
	assert_int_equal(json_free(j), 0);
	fclose(f);
	assert_non_null(strstr(text,
	    "\"a\\u001b[2J\\u007f\\u009b\xc2\xa9\\n\""));
	assert_null(strpbrk(text, "\033\x7f"));
	assert_non_null(strstr(strchr(text, '\n'),
	    "\"@timestamp\":\"1970-01-01T00:00:00.000000000Z\""));
	free(text);
}

static const char *
string_at(json_object *o, const char *part, const char *key)
{
	json_object *p, *v;

	if (!json_object_object_get_ex(o, part, &p) ||
	    !json_object_object_get_ex(p, key, &v))
		return (NULL);
	return (json_object_get_string(v));
}

static void
a_routers_maker_is_not_the_devices(void **state)
{
	json_object *o, *l, *list;
	bool by_address;
	char *text;

	(void)state;
	vendor = router_vendor;
	for (by_address = false;; by_address = true) {
		fill("", "anna");
		snap.devices[0].n_names = 0;
		snap.devices[0].is_by_address = by_address;
		snap.devices[0].mac_is_private = true;
		text = report(80, true, false);
		assert_int_equal(strstr(text, "Maker") == NULL, by_address);
		assert_null(strstr(text, "random MAC"));
		assert_null(strstr(text, ", ;"));
		free(text);
		o = one_line(print_summary, &snap);
		assert_true(json_object_object_get_ex(o, "lockhound", &l));
		assert_true(json_object_object_get_ex(l, "devices", &list));
		assert_int_equal(!json_object_object_get_ex(
		    json_object_array_get_idx(list, 0), "vendor", NULL),
		    by_address);
		json_object_put(o);
		if (by_address)
			break;
	}
	vendor = no_vendor;
	text = report(80, true, false);
	assert_null(strstr(text, "random MAC"));
	assert_null(strstr(text, ", ;"));
	free(text);
}

static void
a_login_has_what_is_known_and_no_more(void **state)
{
	struct event ev;
	json_object *o;

	(void)state;
	memset(&ev, 0, sizeof ev);
	ev.kind = EVENT_LOGIN;
	ev.seq = 3;
	ev.when_ns = 5;
	ev.has_client = ev.has_server = true;
	ev.who.client.ip = ip_v4((const uint8_t *)"\x80\xe8\x6e\x78");
	ev.who.client.port = 34855;
	ev.who.server.ip = ip_v4((const uint8_t *)"\x42\x23\xfa\xcc");
	ev.who.server.port = 80;
	ev.u.login.attempt.proto = PROTO_IMAP;
	ev.u.login.attempt.security = SECURITY_PLAIN;
	ev.u.login.attempt.outcome = OUTCOME_FAILED;
	ev.u.login.attempt.reason = REASON_CREDENTIALS;
	ev.u.login.attempt.evidence = EVIDENCE_WORDS;
	ev.u.login.attempt.confidence_pct = 100;
	strcpy(ev.u.login.attempt.user, "\"q\\\n");
	o = one_line(print_event, &ev);
	/* The known pair of the Community ID's specification. */
	assert_string_equal(string_at(o, "network", "community_id"),
	    "1:LQU9qZlK+B5F3KDmev6m5PMibrg=");
	assert_string_equal(string_at(o, "event", "outcome"), "failure");
	assert_string_equal(string_at(o, "lockhound", "confidence"), "1.0");
	assert_string_equal(string_at(o, "user", "name"), "\"q\\\n");
	assert_null(string_at(o, "source", "mac"));
	assert_null(string_at(o, "lockhound", "mechanism"));
	assert_false(json_object_object_get_ex(o, "tls", NULL));
	json_object_put(o);
}

/* The tag of a secret is nobody's business, should it ever get this far. */
static void
a_secrets_tag_is_not_printed(void **state)
{
	struct event ev;
	json_object *o;
	const char *line;

	(void)state;
	memset(&ev, 0, sizeof ev);
	ev.kind = EVENT_LOGIN;
	ev.has_client = ev.has_server = true;
	ev.u.login.secret = SECRET_REPEATED;
	ev.u.login.attempt.secret_tag = UINT64_C(0x1122334455667788);
	o = one_line(print_event, &ev);
	assert_string_equal(string_at(o, "lockhound", "secret"), "repeated");
	line = json_object_to_json_string(o);
	assert_null(strstr(line, "1234605616436508552"));
	assert_null(strstr(line, "1122334455667788"));
	assert_null(strstr(line, "8877665544332211"));
	assert_null(strstr(line, "tag"));
	json_object_put(o);
}

static void
a_summary_ranks_and_advises(void **state)
{
	json_object *o, *l, *list, *c;

	(void)state;
	fill("pc", "anna");
	o = one_line(print_summary, &snap);
	assert_true(json_object_object_get_ex(o, "lockhound", &l));
	assert_true(json_object_object_get_ex(l, "devices", &list));
	c = json_object_array_get_idx(list, 0);
	assert_true(json_object_object_get_ex(c, "mac", &l));
	assert_string_equal(json_object_get_string(l), "00-00-00-00-00-07");
	assert_true(json_object_object_get_ex(c, "advice", &l));
	assert_true(json_object_array_length(l) > 1);
	json_object_put(o);
}

/* Whoever alerts on an entry of "culprits" accuses nobody by mistake. */
static void
only_culprits_are_listed_as_culprits(void **state)
{
	static const enum rating ratings[] = {
		RATING_CULPRIT, RATING_SUSPECT, RATING_OK
	};
	json_object *o, *ours, *list, *rank;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof ratings / sizeof *ratings; i++) {
		fill("pc", "anna");
		snap.devices[0].rating = ratings[i];
		o = one_line(print_summary, &snap);
		assert_true(json_object_object_get_ex(o, "lockhound", &ours));
		assert_true(json_object_object_get_ex(ours, "devices",
		    &list));
		assert_int_equal(json_object_array_length(list), 1);
		assert_true(json_object_object_get_ex(ours, "culprits",
		    &list));
		assert_int_equal(json_object_array_length(list), i == 0);
		if (i == 0) {
			assert_true(json_object_object_get_ex(
			    json_object_array_get_idx(list, 0), "rank",
			    &rank));
			assert_int_equal(json_object_get_int(rank), 1);
		}
		json_object_put(o);
	}
}

static void
services_of_one_address_are_one_server_in_its_worst_state(void **state)
{
	json_object *o, *ours, *list;

	(void)state;
	fill("pc", "anna");
	memset(snap.servers, 0, sizeof snap.servers);
	snap.n_servers = 3;
	snap.servers[0].at.ip = snap.servers[2].at.ip =
	    ip_v4((const uint8_t *)"\xcb\x00\x71\x0a");
	snap.servers[1].at.ip = ip_v4((const uint8_t *)"\xcb\x00\x71\x0b");
	snap.servers[0].status = snap.servers[1].status = STATUS_OK;
	snap.servers[2].status = STATUS_LOCKED;
	o = one_line(print_summary, &snap);
	assert_true(json_object_object_get_ex(o, "lockhound", &ours));
	assert_true(json_object_object_get_ex(ours, "servers", &list));
	assert_int_equal(json_object_array_length(list), 2);
	assert_true(json_object_object_get_ex(
	    json_object_array_get_idx(list, 0), "state", &ours));
	assert_string_equal(json_object_get_string(ours), "locked");
	json_object_put(o);
}

static json_object *
ours_of(json_object *o)
{
	json_object *ours;

	assert_true(json_object_object_get_ex(o, "lockhound", &ours));
	return (ours);
}

static json_object *
first_of(json_object *ours, const char *key)
{
	json_object *list;

	assert_true(json_object_object_get_ex(ours, key, &list));
	return (json_object_array_get_idx(list, 0));
}

static const char *
text_of(json_object *o, const char *key)
{
	json_object *v;

	return (json_object_object_get_ex(o, key, &v) ?
	    json_object_get_string(v) : NULL);
}

static void
a_device_has_its_cause_its_remedy_and_all_its_faces(void **state)
{
	struct snap_device *d = &snap.devices[0];
	json_object *o, *row, *list;

	(void)state;
	fill("pc", "anna");
	d->rating = RATING_MENDED;
	d->cause = CAUSE_WRONG_METHOD;
	d->remedy = REMEDY_NONE;
	d->good_since_ns = snap.as_of_ns;
	d->n_macs = 2;
	d->macs[0] = d->mac;
	d->macs[1].b[5] = 9;
	d->turned_away = 8;
	d->turned_reason = REASON_POLICY;
	o = one_line(print_summary, &snap);
	row = first_of(ours_of(o), "devices");
	assert_string_equal(text_of(row, "verdict"), "mended");
	assert_string_equal(text_of(row, "cause"), "wrong-method");
	assert_string_equal(text_of(row, "remedy"), "none");
	assert_non_null(text_of(row, "good_since"));
	assert_true(json_object_object_get_ex(row, "macs", &list));
	assert_int_equal(json_object_array_length(list), 2);
	assert_string_equal(json_object_get_string(
	    json_object_array_get_idx(list, 1)), "00-00-00-00-00-09");
	assert_true(json_object_object_get_ex(row, "turned_away", &list));
	assert_string_equal(text_of(list, "reason"), "policy");
	json_object_put(o);
}

/* All addresses of one name are one row, with what its ports did. */
static void
a_mail_host_is_one_row_with_its_services(void **state)
{
	struct snap_host *h = &snap.hosts[0];
	json_object *o, *row, *list;

	(void)state;
	fill("pc", "anna");
	snap.n_hosts = 1;
	memset(h, 0, sizeof *h);
	h->n_ips = 2;
	h->ips[0] = ip_v4((const uint8_t *)"\xcb\x00\x71\x0a");
	h->ips[1] = ip_v4((const uint8_t *)"\xcb\x00\x71\x0b");
	h->state = HOST_REFUSES_ALL;
	h->trouble = TROUBLE_BACKEND_GONE;
	h->policy = 1;
	memset(snap.servers, 0, sizeof snap.servers);
	snap.n_servers = 3;
	snap.servers[0].at.ip = h->ips[0];
	snap.servers[1].at.ip = h->ips[1];
	snap.servers[1].failures = 3;
	snap.servers[2].at.ip = ip_v4((const uint8_t *)"\xcb\x00\x71\x0c");
	o = one_line(print_summary, &snap);
	assert_true(json_object_object_get_ex(ours_of(o), "servers", &list));
	/* What is no host's is one of its own. */
	assert_int_equal(json_object_array_length(list), 2);
	row = json_object_array_get_idx(list, 0);
	assert_string_equal(text_of(row, "address"), "203.0.113.10");
	assert_string_equal(text_of(row, "state"), "refuses-all");
	assert_string_equal(text_of(row, "cause"), "backend-gone");
	assert_string_equal(text_of(row, "budget_left"), "0");
	assert_true(json_object_object_get_ex(row, "services", &list));
	assert_int_equal(json_object_array_length(list), 2);
	assert_string_equal(text_of(json_object_array_get_idx(list, 1),
	    "failures"), "3");
	json_object_put(o);
}

static void
a_lockout_has_its_kind_and_what_is_none_stands_apart(void **state)
{
	struct snap_lockout *l = &snap.lockouts[0];
	struct snap_trouble *x = &snap.troubles[0];
	json_object *o, *row;

	(void)state;
	fill("pc", "anna");
	snap.n_lockouts = snap.n_troubles = 1;
	memset(l, 0, sizeof *l);
	l->kind = LOCK_ACCOUNT;
	l->scope = SCOPE_LINE;
	l->tries = 1;
	l->since_ns = snap.as_of_ns;
	strcpy(l->user, "anna");
	memset(x, 0, sizeof *x);
	x->trouble = TROUBLE_STOPPED;
	o = one_line(print_summary, &snap);
	row = first_of(ours_of(o), "lockouts");
	assert_string_equal(text_of(row, "kind"), "account");
	assert_string_equal(text_of(row, "scope"), "line");
	assert_string_equal(text_of(row, "user"), "anna");
	assert_null(text_of(row, "how"));
	row = first_of(ours_of(o), "troubles");
	assert_string_equal(text_of(row, "cause"), "stopped");
	json_object_put(o);
}

static void
an_alert_has_the_cause_of_its_host_or_its_device(void **state)
{
	struct event ev;
	json_object *o;

	(void)state;
	memset(&ev, 0, sizeof ev);
	ev.kind = EVENT_VERDICT;
	ev.has_client = ev.has_server = true;
	ev.u.verdict.action = ACTION_HOST_TROUBLE;
	ev.u.verdict.trouble = TROUBLE_GONE;
	o = one_line(print_event, &ev);
	assert_string_equal(string_at(o, "lockhound", "cause"), "gone");
	json_object_put(o);
	ev.u.verdict.action = ACTION_CULPRIT_NAMED;
	ev.u.verdict.cause = CAUSE_GUESSING;
	ev.u.verdict.remedy = REMEDY_ISOLATE;
	o = one_line(print_event, &ev);
	assert_string_equal(string_at(o, "lockhound", "cause"), "guessing");
	assert_string_equal(string_at(o, "lockhound", "remedy"), "isolate");
	assert_null(string_at(o, "lockhound", "budget_left"));
	json_object_put(o);
	ev.u.verdict.action = ACTION_LOCKOUT_FORECAST;
	o = one_line(print_event, &ev);
	assert_string_equal(string_at(o, "lockhound", "budget_left"), "0");
	json_object_put(o);
	ev.u.verdict.action = ACTION_LOCKOUT_STARTED;
	ev.u.verdict.lock_kind = LOCK_TOLD;
	o = one_line(print_event, &ev);
	assert_string_equal(string_at(o, "lockhound", "kind"), "told");
	json_object_put(o);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    control_characters_are_escaped_and_the_epoch_is_a_time),
		cmocka_unit_test(a_routers_maker_is_not_the_devices),
		cmocka_unit_test(a_login_has_what_is_known_and_no_more),
		cmocka_unit_test(a_secrets_tag_is_not_printed),
		cmocka_unit_test(a_summary_ranks_and_advises),
		cmocka_unit_test(only_culprits_are_listed_as_culprits),
		cmocka_unit_test(
		    services_of_one_address_are_one_server_in_its_worst_state),
		cmocka_unit_test(
		    a_device_has_its_cause_its_remedy_and_all_its_faces),
		cmocka_unit_test(a_mail_host_is_one_row_with_its_services),
		cmocka_unit_test(
		    a_lockout_has_its_kind_and_what_is_none_stands_apart),
		cmocka_unit_test(
		    an_alert_has_the_cause_of_its_host_or_its_device),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
