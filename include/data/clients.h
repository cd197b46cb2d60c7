/*
 * Mail programs by what they say of themselves: EHLO name, IMAP ID, tag
 * style.  Row 0 is "unknown".
 */

#ifndef DATA_CLIENTS_H
#define DATA_CLIENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"
#include "data/words.h"

/* A client's line that may tell: SMTP EHLO line, IMAP ID line or any tagged
 * line (for its tag).  Returns the row, 0 when it says nothing known. */
uint16_t	client_by_line(enum proto proto, struct span line);
/*
 * What follows a refused login tells a relay, which goes on without one: the
 * line MAIL, and whether RCPT and DATA were sent with it.
 */
uint16_t	client_by_mail(struct span line, bool is_piped);
/* An MTA of the office's own, which sends for others. */
bool	client_is_relay(uint16_t row);
/* It said its name (IMAP's ID): no other sign is surer. */
bool	client_is_told(uint16_t row);
/* "Thunderbird", "curl"; "" for 0. */
const char	*client_name(uint16_t row);
/* True if row b says more than row a (an ID beats a tag style). */
int	client_weight(uint16_t row);

#endif
