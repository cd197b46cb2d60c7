/*
 * A servers file, read and written.
 *
 * The library builds a tree of what it reads; its depth and size are bounded
 * before, and each value is looked at before it is taken.
 */

#include "edge/servers_file.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>

#include "base/text.h"

enum { DEPTH_MAX = 8, READ_BYTES = 4096 };

/* The protocols that a row may be of. */
static const enum proto protos[] = {
	PROTO_IMAP, PROTO_POP, PROTO_SMTP, PROTO_SIEVE
};

enum { N_PROTOS = sizeof protos / sizeof protos[0] };

/* --- reading --- */

static const char not_one[] = "this is no servers file of lockhound, or one "
    "of a newer version";

static bool
is_of(struct json_object *o, enum json_type type)
{
	return (o != NULL && json_object_get_type(o) == type);
}

static struct json_object *
member(struct json_object *o, const char *name, enum json_type type)
{
	struct json_object *m = json_object_object_get(o, name);

	return (is_of(m, type) ? m : NULL);
}

/* Nothing stands in it but these, of which some may be left out. */
static bool
has_only(struct json_object *o, const char *const *names)
{
	struct json_object_iterator at = json_object_iter_begin(o);
	struct json_object_iterator end = json_object_iter_end(o);
	int i;

	for (; !json_object_iter_equal(&at, &end); json_object_iter_next(&at)) {
		const char *name = json_object_iter_peek_name(&at);

		for (i = 0; names[i] != NULL; i++)
			if (strcmp(names[i], name) == 0)
				break;
		if (names[i] == NULL)
			return (false);
	}
	return (true);
}

static bool
number_read(struct json_object *o, int64_t least, int64_t most, int64_t *out)
{
	if (!is_of(o, json_type_int))
		return (false);
	*out = json_object_get_int64(o);
	return (*out >= least && *out <= most);
}

static bool
verdict_read(struct json_object *o, struct taught_verdict *out)
{
	static const char *const names[] = {
		"bytes", "count", "delay_ms", NULL
	};
	int64_t bytes, n, least, most;
	struct json_object *delay;

	if (!is_of(o, json_type_object) || !has_only(o, names))
		return (false);
	delay = member(o, "delay_ms", json_type_array);
	if (!number_read(json_object_object_get(o, "bytes"), 1, UINT16_MAX,
	    &bytes) || !number_read(json_object_object_get(o, "count"), 1,
	    TAUGHT_COUNT_MAX, &n) || delay == NULL ||
	    json_object_array_length(delay) != 2 ||
	    !number_read(json_object_array_get_idx(delay, 0), 0,
	    TAUGHT_DELAY_MAX_MS, &least) ||
	    !number_read(json_object_array_get_idx(delay, 1), least,
	    TAUGHT_DELAY_MAX_MS, &most))
		return (false);
	*out = (struct taught_verdict){ (uint16_t)bytes, (uint32_t)n,
	    (uint32_t)least, (uint32_t)most };
	return (true);
}

static bool
verdicts_read(struct json_object *o, const char *name,
    struct taught_verdict at[TAUGHT_VERDICTS], uint32_t *n)
{
	struct json_object *list = json_object_object_get(o, name);
	size_t i;

	*n = 0;
	if (list == NULL)
		return (true);
	if (!is_of(list, json_type_array) ||
	    json_object_array_length(list) > TAUGHT_VERDICTS)
		return (false);
	for (i = 0; i < json_object_array_length(list); i++)
		if (!verdict_read(json_object_array_get_idx(list, i),
		    &at[(*n)++]))
			return (false);
	return (true);
}

static bool
name_read(struct json_object *o, struct taught_server *out)
{
	const char *name = json_object_get_string(o);

	/* With a NUL in it it is longer than it looks. */
	if (!is_of(o, json_type_string) ||
	    strlen(name) != (size_t)json_object_get_string_len(o) ||
	    !taught_name_fits(name) || out->n_names == TAUGHT_NAMES)
		return (false);
	text_keep(out->names[out->n_names++], NAME_BYTES, span_text(name));
	return (true);
}

static bool
address_read(struct json_object *o, struct taught_server *out)
{
	const char *address = json_object_get_string(o);
	struct ip *ip = &out->addresses[out->n_addresses];
	uint8_t b[16];

	if (!is_of(o, json_type_string) ||
	    out->n_addresses == TAUGHT_ADDRESSES)
		return (false);
	if (inet_pton(AF_INET, address, b) == 1)
		*ip = ip_v4(b);
	else if (inet_pton(AF_INET6, address, b) == 1)
		*ip = ip_v6(b);
	else
		return (false);
	out->n_addresses++;
	return (true);
}

static bool
each(struct json_object *o, const char *name,
    bool (*take)(struct json_object *, struct taught_server *),
    struct taught_server *out)
{
	struct json_object *list = json_object_object_get(o, name);
	size_t i;

	if (list == NULL)
		return (true);
	if (!is_of(list, json_type_array))
		return (false);
	for (i = 0; i < json_object_array_length(list); i++)
		if (!take(json_object_array_get_idx(list, i), out))
			return (false);
	return (true);
}

static bool
proto_read(struct json_object *o, enum proto *out)
{
	struct json_object *word = member(o, "protocol", json_type_string);
	size_t i;

	for (i = 0; word != NULL && i < N_PROTOS; i++) {
		*out = protos[i];
		if (strcmp(json_object_get_string(word),
		    proto_word(protos[i])) == 0)
			return (true);
	}
	return (false);
}

static bool
server_read(struct json_object *o, struct taught_server *out)
{
	static const char *const names[] = { "protocol", "names", "addresses",
	    "refused", "accepted", NULL };

	return (is_of(o, json_type_object) && has_only(o, names) &&
	    proto_read(o, &out->proto) && each(o, "names", name_read, out) &&
	    each(o, "addresses", address_read, out) &&
	    out->n_names + out->n_addresses > 0 &&
	    verdicts_read(o, "refused", out->refused, &out->n_refused) &&
	    verdicts_read(o, "accepted", out->accepted, &out->n_accepted));
}

static int
tree_read(struct json_object *o, struct taught *out, struct err *err)
{
	static const char *const names[] = {
		"lockhound_servers", "servers", NULL
	};
	struct json_object *list;
	int64_t version;
	size_t i;

	if (!is_of(o, json_type_object) || !has_only(o, names) ||
	    !number_read(json_object_object_get(o, "lockhound_servers"),
	    SERVERS_FILE_VERSION, SERVERS_FILE_VERSION, &version))
		return (err_set(err, "%s", not_one));
	list = member(o, "servers", json_type_array);
	if (list == NULL)
		return (err_set(err, "%s", not_one));
	if (json_object_array_length(list) > TAUGHT_SERVERS)
		return (err_set(err, "more than %d servers stand in it",
		    TAUGHT_SERVERS));
	for (i = 0; i < json_object_array_length(list); i++)
		if (!server_read(json_object_array_get_idx(list, i),
		    &out->at[out->n++]))
			return (err_set(err, "server %zu in it is not as "
			    "lockhound learn writes one", i + 1));
	return (0);
}

/* The text ends where the tree does. */
static struct json_object *
tree_of(struct span text)
{
	struct json_tokener *t = json_tokener_new_ex(DEPTH_MAX);
	struct json_object *o;

	if (t == NULL)
		return (NULL);
	json_tokener_set_flags(t, JSON_TOKENER_STRICT);
	o = json_tokener_parse_ex(t, (const char *)text.p, (int)text.len);
	if (json_tokener_get_error(t) != json_tokener_success) {
		json_object_put(o);
		o = NULL;
	}
	json_tokener_free(t);
	return (o);
}

int
servers_file_parse(struct span text, struct taught *out, struct err *err)
{
	struct json_object *o;
	int rc;

	memset(out, 0, sizeof *out);
	if (text.len > SERVERS_FILE_MAX_BYTES)
		return (err_set(err, "it is longer than %d KiB",
		    SERVERS_FILE_MAX_BYTES >> 10));
	while (text.len > 0 && (text.p[text.len - 1] == '\n' ||
	    text.p[text.len - 1] == '\r'))
		text.len--;
	o = tree_of(text);
	if (o == NULL)
		return (err_set(err, "%s", not_one));
	rc = tree_read(o, out, err);
	json_object_put(o);
	if (rc == -1)
		memset(out, 0, sizeof *out);
	return (rc);
}

int
servers_file_read(int fd, struct taught *out, struct err *err)
{
	/* A byte more, so that what is too long is seen to be. */
	uint8_t *bytes = malloc(SERVERS_FILE_MAX_BYTES + 1);
	size_t have = 0;
	ssize_t n = 0;
	int rc;

	if (bytes == NULL)
		return (err_set(err, "out of memory"));
	while (have <= SERVERS_FILE_MAX_BYTES) {
		n = read(fd, bytes + have, SERVERS_FILE_MAX_BYTES + 1 - have);
		if (n <= 0 && !(n < 0 && errno == EINTR))
			break;
		have += n > 0 ? (size_t)n : 0;
	}
	rc = n < 0 ? err_set(err, "%s", strerror(errno)) :
	    servers_file_parse((struct span){ bytes, have }, out, err);
	free(bytes);
	return (rc);
}

/* --- writing --- */

static struct json_object *
verdicts_make(const struct taught_verdict *at, uint32_t n)
{
	struct json_object *list = json_object_new_array();
	uint32_t i;

	for (i = 0; i < n; i++) {
		struct json_object *o = json_object_new_object();
		struct json_object *delay = json_object_new_array();

		json_object_array_add(delay,
		    json_object_new_int64(at[i].least_ms));
		json_object_array_add(delay,
		    json_object_new_int64(at[i].most_ms));
		json_object_object_add(o, "bytes",
		    json_object_new_int64(at[i].bytes));
		json_object_object_add(o, "count",
		    json_object_new_int64(at[i].n));
		json_object_object_add(o, "delay_ms", delay);
		json_object_array_add(list, o);
	}
	return (list);
}

static struct json_object *
server_make(const struct taught_server *s)
{
	struct json_object *o = json_object_new_object();
	struct json_object *names = json_object_new_array();
	struct json_object *addresses = json_object_new_array();
	char ip[IP_TEXT_BYTES];
	uint32_t i;

	for (i = 0; i < s->n_names; i++)
		json_object_array_add(names,
		    json_object_new_string(s->names[i]));
	for (i = 0; i < s->n_addresses; i++) {
		ip_print(&s->addresses[i], ip);
		json_object_array_add(addresses, json_object_new_string(ip));
	}
	json_object_object_add(o, "protocol",
	    json_object_new_string(proto_word(s->proto)));
	json_object_object_add(o, "names", names);
	json_object_object_add(o, "addresses", addresses);
	json_object_object_add(o, "refused", verdicts_make(s->refused,
	    s->n_refused));
	json_object_object_add(o, "accepted", verdicts_make(s->accepted,
	    s->n_accepted));
	return (o);
}

const char *
servers_file_text(const struct taught *t)
{
	static struct json_object *o;
	struct json_object *list = json_object_new_array();
	uint32_t i;

	json_object_put(o);
	o = json_object_new_object();
	json_object_object_add(o, "lockhound_servers",
	    json_object_new_int(SERVERS_FILE_VERSION));
	json_object_object_add(o, "servers", list);
	for (i = 0; i < t->n; i++)
		json_object_array_add(list, server_make(&t->at[i]));
	return (json_object_to_json_string_ext(o, JSON_C_TO_STRING_PRETTY |
	    JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE));
}
