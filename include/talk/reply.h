/*
 * What a server's answer to a login means: data/replies.h, then the generic
 * rule of the protocol.
 */

#ifndef TALK_REPLY_H
#define TALK_REPLY_H

#include <stdbool.h>

#include "base/span.h"
#include "data/words.h"

/* The command that the reply answers. */
enum asked {
	ASKED_ANY, ASKED_LOGIN, ASKED_AUTH, ASKED_PASS, ASKED_APOP,
	ASKED_USER
};

struct judgement {
	enum outcome outcome;
	enum reason reason;
	/* No row knew it: the protocol's rule decided. */
	bool is_generic;
	/* A sentence said so, not a code alone. */
	bool is_said;
	enum hint hint;
};

/*
 * text: the reply from its status on ("NO [AUTH...", "-ERR ...", "535 ...");
 * is_whole: its end was seen.  A reply that is not whole is judged only by a
 * row that lies wholly in what was seen, or by an unmistakable status;
 * otherwise UNKNOWN / NOT_SEEN.  user: who logs in, "" if unknown; an echo of
 * the name, or of any address, is not the server's words.
 */
struct judgement	reply_judge(enum proto proto, enum asked asked,
			    struct span text, bool is_whole,
			    struct span user);

/*
 * What a hint says more than a refusal that gives no reason itself: of a lock,
 * say, that no password was judged.  Where lines of one reply hint, to be
 * called with the first hint.
 */
void	judgement_heed(struct judgement *j, enum hint hint);

#endif
