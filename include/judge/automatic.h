/*
 * Apple Mail's automatic settings, known by what is varied within a minute.
 */

#ifndef JUDGE_AUTOMATIC_H
#define JUDGE_AUTOMATIC_H

#include <stdint.h>

enum name_form {
	NAME_HIDDEN,		/* inside TLS, or not sent */
	NAME_LOCAL,		/* anna */
	NAME_ADDRESS		/* anna@example.test */
};

/* What the program says of itself. */
enum settings_program {
	PROGRAM_UNNAMED, PROGRAM_APPLE, PROGRAM_OTHER
};

/* One refused login. */
struct settings_try {
	int64_t when_ns;
	uint16_t port;		/* the server's */
	uint16_t mech;		/* a number for each, 0 = hidden */
	uint8_t form;		/* enum name_form */
};

enum { SETTINGS_TRIES = 64 };	/* more are not looked at */

/*
 * How many of these were tried so: refused logins of one device, at one host,
 * for one mailbox, in any order.
 */
uint32_t	automatic_tries(const struct settings_try *t, uint32_t n,
		    enum settings_program program);

#endif
