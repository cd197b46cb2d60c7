/*
 * One line of text that a callee leaves for its caller when the world failed.
 * Only main decides what to do about it.
 */

#ifndef BASE_ERR_H
#define BASE_ERR_H

enum { ERR_TEXT_BYTES = 512 };

struct err {
	char text[ERR_TEXT_BYTES];
};

/* Format the sentence; always returns -1, so that "return (err_set(...))". */
int	err_set(struct err *err, const char *format, ...)
	    __attribute__((format(printf, 2, 3)));

#endif
