/*
 * OAuth's error challenges (RFC 7628 3.2.2; Google's XOAUTH2 has the same).
 */

#ifndef TALK_OAUTH_H
#define TALK_OAUTH_H

#include <stdbool.h>

#include "base/span.h"

/* Does this challenge, in base 64, refuse the token that was sent? */
bool	oauth_refuses(struct span challenge);

#endif
