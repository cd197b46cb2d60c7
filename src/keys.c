/* What a run is told beforehand. */

#define _GNU_SOURCE

#include "keys.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "crypt/unseal.h"
#include "edge/servers_file.h"
#include "engine/engine.h"

static int
file_open(struct told_file *f, const char *path, struct err *err)
{
	f->path = path;
	f->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	return (f->fd != -1 ? 0 : err_set(err, "%s: %s", path,
	    strerror(errno)));
}

static int
keylog_open(struct keys *k, const char *path, uint64_t memory_bytes,
    struct err *err)
{
	struct limits limits;

	if (file_open(&k->keylog, path, err) == -1)
		return (-1);
	engine_limits(memory_bytes, &limits);
	k->unseal = unseal_new(limits.tls_views);
	return (k->unseal != NULL ? 0 : err_set(err, "--keys needs OpenSSL's "
	    "library (libcrypto.so.3), and there is none here"));
}

static int
servers_open(struct keys *k, const char *path, struct err *err)
{
	if (file_open(&k->servers, path, err) == -1)
		return (-1);
	k->taught = calloc(1, sizeof *k->taught);
	return (k->taught != NULL ? 0 : err_set(err, "out of memory"));
}

int
keys_open(struct keys *k, const char *keylog, const char *servers,
    uint64_t memory_bytes, struct err *err)
{
	if (keylog != NULL && k->keylog.path == NULL &&
	    keylog_open(k, keylog, memory_bytes, err) == -1)
		return (-1);
	if (servers != NULL && k->servers.path == NULL &&
	    servers_open(k, servers, err) == -1)
		return (-1);
	return (0);
}

/* Reads one of them, once; the sentence names it. */
static int
file_read(struct told_file *f, struct keys *k,
    int (*read_it)(struct keys *, int, struct err *), struct err *err)
{
	struct err why;
	int rc;

	if (f->path == NULL || f->fd == -1)
		return (0);
	rc = read_it(k, f->fd, &why);
	close(f->fd);
	f->fd = -1;
	return (rc == -1 ? err_set(err, "%s: %s", f->path, why.text) : 0);
}

static int
read_keylog(struct keys *k, int fd, struct err *err)
{
	return (keylog_read(unseal_keylog(k->unseal), fd, err));
}

static int
read_servers(struct keys *k, int fd, struct err *err)
{
	return (servers_file_read(fd, k->taught, err));
}

int
keys_read(struct keys *k, struct err *err)
{
	return (file_read(&k->keylog, k, read_keylog, err) == -1 ? -1 :
	    file_read(&k->servers, k, read_servers, err));
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
	free(k->taught);
	k->unseal = NULL;
	k->taught = NULL;
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
