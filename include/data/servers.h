/* Mail server software by its greeting.  Row 0 is "unknown". */

#ifndef DATA_SERVERS_H
#define DATA_SERVERS_H

#include <stdint.h>

#include "base/span.h"
#include "data/words.h"

uint16_t	server_by_greeting(enum proto proto, struct span line);
/* "Dovecot", "Exim"; "" for 0. */
const char	*server_software(uint16_t row);

#endif
