/*
 * What SMTP's reader (RFC 5321) keeps of a talk, and the reader.
 */

#ifndef TALK_SMTP_H
#define TALK_SMTP_H

#include <stdbool.h>
#include <stdint.h>

/*
 * How much of CRLF "." CRLF, which ends a message, has been seen.  DATA's own
 * line end counts: the message may begin with the dot.
 */
enum smtp_body {
	BODY_NONE,		/* commands, no message */
	BODY_INSIDE,		/* a line of the message */
	BODY_CR,
	BODY_LINE,		/* CRLF: a line begins */
	BODY_DOT,
	BODY_DOT_CR
};

struct smtp_state {
	uint64_t skip_bytes;	/* of a BDAT chunk, still to come */
	uint8_t body;		/* enum smtp_body */
	bool is_known;		/* a mail port, or EHLO was said */
	bool reply_begun;	/* inside a reply of many lines ... */
	/* ... and what its lines so far mean, as in struct judgement. */
	uint8_t line_outcome, line_reason;
	bool line_is_generic, line_is_said;
	uint8_t line_hint;
	uint16_t line_code;
	bool was_refused;	/* a login was, so MAIL needs none */
	bool may_pipe;		/* MAIL came, as Exim writes it */
};

extern const struct reader reader_smtp;

#endif
