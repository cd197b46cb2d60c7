/*
 * Opens the records of TLS 1.0 to 1.3 with the secrets of a key log: the room
 * behind data/unsealer.h.
 */

#ifndef CRYPT_UNSEAL_H
#define CRYPT_UNSEAL_H

#include <stdint.h>

#include "crypt/keylog.h"
#include "data/unsealer.h"

struct unseal;

/*
 * For so many connections at a time; NULL when there is no memory or the
 * library lacks what is needed.  To be called before rights are given up.
 */
struct unseal	*unseal_new(uint32_t n_connections);
/* All keys are wiped; so are the key log's secrets.  NULL is let go. */
void	unseal_free(struct unseal *u);

/* The secrets, to be fed; they are u's. */
struct keylog	*unseal_keylog(struct unseal *u);
/* The door, good as long as u is. */
const struct unsealer	*unseal_door(struct unseal *u);

#endif
