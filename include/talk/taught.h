/*
 * What a servers file says of a host, as prior knowledge: it may settle a
 * login that is undecided, and no more.
 *
 * The file is a stranger's.  What it says is weighed with what the session
 * itself shows, by odds that are bounded, so that work after a login beats it;
 * and where this very server has shown otherwise, it is not listened to.
 */

#ifndef TALK_TAUGHT_H
#define TALK_TAUGHT_H

#include "talk/profile.h"
#include "talk/talk.h"
#include "talk/tls_view.h"

/* A client has said whom it wants: what is known of this server applies. */
void	taught_begin(struct talk_store *s, const struct tls_view *v,
	    enum proto proto);

/*
 * How likely a login was refused and accepted, with what the file says of such
 * an answer.  True when it says something.
 */
bool	taught_weigh(const struct talk_store *s, const struct observations *r,
	    const struct unsettled *d, float *refused, float *accepted);

/*
 * Is a refusal that the file has settled borne out by what was seen here as
 * well (fit_bears_out)?  refused: how likely it is without the file.
 */
bool	taught_is_borne_out(const struct observations *r,
	    const struct unsettled *d, float refused);

#endif
