/*
 * How many columns a terminal gives a character, whatever the locale.
 */

#ifndef BASE_WIDTH_H
#define BASE_WIDTH_H

#include <stdint.h>

/* 0 for marks that join what stands before, 2 for wide ones, else 1. */
unsigned	width_of(uint32_t c);

#endif
