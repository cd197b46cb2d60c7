/*
 * ManageSieve's reader (RFC 5804); it keeps nothing of a talk.
 */

#ifndef TALK_SIEVE_H
#define TALK_SIEVE_H

extern const struct reader reader_sieve;

#endif
