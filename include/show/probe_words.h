/*
 * A probe in words: what a port answered, what follows, and what else looks
 * the same.
 */

#ifndef SHOW_PROBE_WORDS_H
#define SHOW_PROBE_WORDS_H

#include "base/text.h"
#include "data/probe.h"

/* Adds "is open", "is silent, asked 3 times", "is refused by ICMP
 * (host-prohibited) of 192.0.2.1". */
void	probe_answer_add(struct text *t, const struct probe_answer *a);
/* "silence", "reset", "port-unreachable": how it is refused; "". */
const char	*probe_how(const struct probe_answer *a, bool is_v4);

/* "LOCKED OUT", and the sentence behind it. */
const char	*probe_title(const struct probe_view *v);
const char	*probe_sentence(const struct probe_view *v);
/* What else looks the same, or is not known: a sentence. */
const char	*probe_doubt_words(enum probe_doubt d);

/* Adds what the verdict rests on: "open: 443 2096; silent: 993 143". */
void	probe_rests_add(struct text *t, const struct probe_view *v,
	    const struct ip *of);
/* Adds how the gateway and the reference did; nothing where none is known. */
void	probe_line_add(struct text *t, const struct probe_view *v);

#endif
