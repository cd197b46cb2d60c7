/*
 * Echoes: a server that repeats what the client has sent must not make us
 * keep a password.
 *
 * What is sent as credentials is not kept, only keyed tags of it (without
 * case, 32 bits each); a reply is searched for words with these tags.
 */

#ifndef TALK_ECHO_H
#define TALK_ECHO_H

#include "talk/talk.h"

/*
 * The client has sent this as credentials, or a part of them: a response as
 * it came, or a secret taken out of one.  The last ECHO_TAGS are remembered.
 */
void	echo_note(struct pending *p, const struct talk_store *s,
	    struct span sent);

/*
 * The same of a line that is no good response: the secret may be its last
 * word.
 */
void	echo_note_line(struct pending *p, const struct talk_store *s,
	    struct span line);

/*
 * The words of a server made fit to keep, REPLY_BYTES of them: "" where they
 * repeat what any pending login of this talk has sent, as it was or in base
 * 64, in hexadecimal or escaped, in any case, whole or its beginning or end.
 * Where this login's credentials were not seen, only words that servers are
 * known to say are left, and each other becomes "?".
 */
void	echo_keep(const struct pending *p, struct talk_store *s,
	    struct span reply, char out[REPLY_BYTES]);

#endif
