/* The keys that a replay was given. */

#define _GNU_SOURCE

#include "keys.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "crypt/unseal.h"
#include "engine/engine.h"

int
keys_open(struct keys *k, const char *path, uint64_t memory_bytes,
    struct err *err)
{
	struct limits limits;

	if (path == NULL || k->unseal != NULL)
		return (0);
	k->path = path;
	k->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (k->fd == -1)
		return (err_set(err, "%s: %s", path, strerror(errno)));
	engine_limits(memory_bytes, &limits);
	k->unseal = unseal_new(limits.tls_views);
	if (k->unseal != NULL)
		return (0);
	close(k->fd);
	return (err_set(err, "--keys: libcrypto lacks what is needed, or "
	    "there is no memory"));
}

int
keys_read(struct keys *k, struct err *err)
{
	struct err why;
	int rc;

	if (k->unseal == NULL || k->fd == -1)
		return (0);
	rc = keylog_read(unseal_keylog(k->unseal), k->fd, &why);
	close(k->fd);
	k->fd = -1;
	return (rc == -1 ? err_set(err, "%s: %s", k->path, why.text) : 0);
}

const struct unsealer *
keys_door(const struct keys *k)
{
	return (k->unseal == NULL ? NULL : unseal_door(k->unseal));
}

void
keys_close(struct keys *k)
{
	unseal_free(k->unseal);
	k->unseal = NULL;
}

static void
part_say(struct text *t, uint64_t n, const char *what)
{
	if (n > 0)
		text_addf(t, "; %" PRIu64 " %s", n, what);
}

bool
keys_say(const struct keys *k, const struct unsealed_counts *n,
    struct err *out)
{
	uint64_t all = n->opened + n->no_key + n->no_suite + n->no_start +
	    n->unfit;
	struct text t;

	if (k->unseal == NULL)
		return (false);
	text_init(&t, out->text, sizeof out->text);
	text_addf(&t, "the keys open %" PRIu64 " of %" PRIu64 " TLS "
	    "connection%s", n->opened, all, all == 1 ? "" : "s");
	part_say(&t, n->no_key, "have no key in the key log");
	part_say(&t, n->unfit, "have one that does not fit");
	part_say(&t, n->no_suite, "use a cipher that is not known here");
	part_say(&t, n->no_start, "show no whole handshake");
	part_say(&t, n->broken, "of the opened lack some records");
	if (keylog_left_out(unseal_keylog(k->unseal)) > 0)
		text_addf(&t, "; of the key log the first %zu secrets were "
		    "read", keylog_secrets(unseal_keylog(k->unseal)));
	return (true);
}
