/*
 * The secrets of TLS connections, as programs write them to the file that the
 * environment variable SSLKEYLOGFILE names (draft-ietf-tls-keylogfile, and
 * NSS's key log format before it).
 *
 *	CLIENT_RANDOM <64 hex digits> <96>		TLS 1.0 to 1.2
 *	CLIENT_TRAFFIC_SECRET_0 <64 hex digits> <64 or 96>	TLS 1.3
 *
 * The file is hostile: it is read in pieces, of a line no more is kept than a
 * good one has, and of all no more than KEYLOG_SECRETS_MAX secrets.  What is
 * kept is wiped when it is let go.
 */

#ifndef CRYPT_KEYLOG_H
#define CRYPT_KEYLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/span.h"
#include "data/unsealer.h"

enum {
	SECRET_MAX_BYTES = 48,		/* SHA-384's, and a master secret */
	KEYLOG_SECRETS_MAX = 1 << 18	/* of 88 bytes: 22 MiB */
};

enum secret_kind {
	SECRET_MASTER,
	SECRET_CLIENT_HANDSHAKE, SECRET_SERVER_HANDSHAKE,
	SECRET_CLIENT_TRAFFIC, SECRET_SERVER_TRAFFIC,
	SECRET_KINDS
};

struct tls_secret {
	uint8_t client_random[SEAL_RANDOM_BYTES];
	uint32_t order;			/* in the file: the last one holds */
	uint8_t kind;			/* enum secret_kind */
	uint8_t bytes;			/* 32 or 48 */
	uint8_t secret[SECRET_MAX_BYTES];
};

struct keylog;

/* NULL when there is no memory. */
struct keylog	*keylog_new(void);
/* NULL is let go as well. */
void	keylog_free(struct keylog *k);

/* A piece of the file, cut anywhere. */
void	keylog_feed(struct keylog *k, struct span piece);
/* The file has ended; from now on secrets are found. */
void	keylog_end(struct keylog *k);

/*
 * All of the file, from where it stands; -1 with a sentence when it cannot be
 * read or nothing of what it holds is a key log's.  One that is empty is good.
 */
int	keylog_read(struct keylog *k, int fd, struct err *err);

/* NULL: none.  Of several the last in the file. */
const struct tls_secret	*keylog_find(const struct keylog *k,
		    const uint8_t client_random[SEAL_RANDOM_BYTES],
		    enum secret_kind kind);

size_t	keylog_secrets(const struct keylog *k);
/* Good lines that found no room. */
size_t	keylog_left_out(const struct keylog *k);

#endif
