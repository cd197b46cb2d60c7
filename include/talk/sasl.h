/*
 * SASL: who logs in, out of what the client sends (RFC 4422 and the papers of
 * each mechanism).  The secret becomes a keyed tag at once and is forgotten.
 */

#ifndef TALK_SASL_H
#define TALK_SASL_H

#include "talk/talk.h"

/* The mechanism was named (and is whole). */
void	sasl_begin(struct pending *p, struct talk_store *s, struct span mech);
/* The name of a mechanism that has a row, MECH_BYTES with zeros at its end. */
const char	*sasl_name(uint8_t mech);
/*
 * A response as it came: base 64, "=" for an empty one, "*" to cancel.
 * is_whole: its end was seen.
 */
void	sasl_response(struct pending *p, struct talk_store *s,
	    struct span base64, bool is_whole);
/* The same behind the mechanism's name: there "=" stands for none. */
void	sasl_initial(struct pending *p, struct talk_store *s,
	    struct span base64, bool is_whole);

/* What is no response by its form, and may hold credentials all the same. */
void	sasl_stray(struct pending *p, const struct talk_store *s,
	    struct span line);

/*
 * A line of the server while a response is due, as it came: LOGIN's prompts
 * say what is asked.  True where it refuses a token, which is the verdict
 * though the exchange goes on.  And a hole, in what either side says.
 */
bool	sasl_challenge(struct pending *p, struct span line);
void	sasl_hole(struct pending *p, enum direction from);

/*
 * May this line be a response?  One word of base 64, or none: two words are
 * a command.  (No verb of SMTP or POP3 is base 64 of a text.)
 */
bool	sasl_may_be(struct span line);

/* Is what was sent an OAuth token, by the mechanism? */
bool	sasl_is_token(const struct pending *p);

/* Has LOGIN's name gone out with the command, and nothing since? */
bool	sasl_is_name_alone(const struct pending *p);

/* A user name and a secret read in clear; is_whole speaks of the secret. */
void	sasl_secret(struct pending *p, const struct talk_store *s,
	    struct span secret, bool is_whole);

#endif
