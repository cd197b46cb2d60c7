/*
 * OAuth: the challenge by which a server refuses a token (RFC 7628 3.2.2).  It
 * says so in JSON, and ends the exchange only when the client has answered it;
 * some clients hang up or cancel instead.  A status that blames the scope, the
 * request or the server is none of the token.
 */

#include "talk/oauth.h"

#include <string.h>

#include "base/base64.h"

enum { JSON_BYTES = 128 };	/* of the challenge: its status comes first */

/* What the word behind "status" in the JSON of an error challenge is. */
static bool
token_status(struct span json, struct span *status)
{
	static const char key[] = "\"status\"";

	while (json.len > 0 && !span_starts(json, key))
		span_skip(&json, 1);
	if (!span_skip(&json, sizeof key - 1))
		return (false);
	while (json.len > 0 && strchr(" :\"", json.p[0]) != NULL &&
	    json.p[0] != '\0')
		span_skip(&json, 1);
	status->p = json.p;
	status->len = 0;
	while (status->len < json.len && (json.p[status->len] == '_' ||
	    byte_is_alnum(json.p[status->len])))
		status->len++;
	return (status->len > 0);
}

bool
oauth_refuses(struct span challenge)
{
	static const char *const refusals[] = {
		"invalid_token",	/* RFC 7628 3.2.2, RFC 6750 3.1 */
		"400", "401"		/* Google, Dovecot's XOAUTH2 */
	};
	uint8_t decoded[JSON_BYTES];
	struct span json = { decoded, 0 }, status;
	size_t i;

	json.len = base64_decode(challenge, decoded, sizeof decoded, NULL);
	if (!span_starts(json, "{") || !token_status(json, &status))
		return (false);
	for (i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
		if (span_equals(status, refusals[i]))
			return (true);
	return (false);
}
