/*
 * A probe in words: one row a verdict, one a doubt.
 *
 * The one rule: what was answered is told apart from what it means, and each
 * verdict is told with what looks the same, for only the mail host can know.
 */

#include "show/probe_words.h"

#include "base/when.h"

/* --- a port --- */

void
probe_answer_add(struct text *t, const struct probe_answer *a)
{
	char by[IP_TEXT_BYTES];

	switch (a->answer) {
	case ANSWER_OPEN:
		text_add(t, "is open");
		break;
	case ANSWER_CLOSED:
		text_add(t, "is closed (reset)");
		break;
	case ANSWER_FILTERED:
		text_addf(t, a->tries == 1 ? "is silent, asked once" :
		    "is silent, asked %u times", a->tries);
		break;
	case ANSWER_REFUSED:
		ip_print(&a->by, by);
		text_addf(t, "is refused by ICMP (%s) of %s",
		    unreachable_word(ip_is_v4(&a->by), a->code), by);
		break;
	default:
		text_add(t, "has not answered yet");
		break;
	}
}

const char *
probe_how(const struct probe_answer *a, bool is_v4)
{
	return (a->answer == ANSWER_CLOSED ? "reset" :
	    a->answer == ANSWER_FILTERED ? "silence" :
	    a->answer == ANSWER_REFUSED ? unreachable_word(is_v4, a->code) :
	    "");
}

/* --- the verdict --- */

static const struct verdict_row {
	const char *title, *sentence;
} verdicts[PROBE_VERDICTS] = {
	[PROBE_UNSAID] = { "CANNOT TELL",
	    "the answers do not say whether you are locked out." },
	[PROBE_FREE] = { "NOT LOCKED OUT", "its mail ports answer." },
	[PROBE_LOCKED_MAIL] = { "LOCKED OUT",
	    "on the mail ports only; its other ports answer." },
	[PROBE_LOCKED_ALL] = { "LOCKED OUT", "on all ports." },
	[PROBE_CAPTCHA] = { "LOCKED OUT", "most likely until somebody passes "
	    "a captcha: its mail ports are silent, its web pages answer." },
	[PROBE_LOCKED_V6] = { "LOCKED OUT", "this IPv6 address only; by IPv4 "
	    "it answers." },
	[PROBE_LOCKED_V4] = { "LOCKED OUT", "this IPv4 address only; by IPv6 "
	    "it answers." },
	[PROBE_SERVER_DOWN] = { "SERVER DOWN", "this is no lockout: it is not "
	    "there, or its services are stopped." },
	[PROBE_LINE_DOWN] = { "LINE DOWN", "this is no lockout: nothing in "
	    "the internet is reached." },
};

static const struct verdict_row *
verdict_row(enum probe_verdict v)
{
	return (&verdicts[v < PROBE_VERDICTS ? v : PROBE_UNSAID]);
}

const char *
probe_title(enum probe_verdict v)
{
	return (verdict_row(v)->title);
}

const char *
probe_sentence(enum probe_verdict v)
{
	return (verdict_row(v)->sentence);
}

static const char *const doubts[DOUBT_COUNT] = {
	[DOUBT_OFF] = "A server that is switched off would look the same: try "
	    "from a phone without Wi-Fi.",
	[DOUBT_NO_MAIL] = "A computer without mail services that hides its "
	    "other ports would look the same: is this your mail server's "
	    "name?",
	[DOUBT_STOPPED] = "Stopped services would look the same: try from a "
	    "phone without Wi-Fi.",
	[DOUBT_FORWARD] = "The resets come from another distance than the open "
	    "ports: from a firewall in front of it, or from a second machine "
	    "to which ports are forwarded.",
	[DOUBT_HIDDEN] = "A service that is hidden from everybody would look "
	    "the same.",
	[DOUBT_PART] = "Some mail ports answer and others are silent. It may "
	    "do only the one, as servers do that only send or only take mail "
	    "in, or it has locked you out of the others: ask for the other "
	    "server's name too.",
	[DOUBT_ROUTER] = "A router on the way says so; a firewall could say "
	    "the same: try from a phone without Wi-Fi.",
	[DOUBT_RESETS] = "A firewall that resets what it refuses would look "
	    "the same.",
	[DOUBT_LINE] = "Whether your line works was not seen: name another "
	    "host of the internet by --reference HOST.",
	[DOUBT_NOT_ASKED] = "The mail ports were not asked, so a lockout of "
	    "these alone is not seen.",
	[DOUBT_SOME] = "Some of its addresses answer, so some programs may "
	    "still work.",
	[DOUBT_V6] = "By IPv6 nothing can be said: the way there may be "
	    "broken, or your IPv6 address locked out. Programs that try IPv6 "
	    "first are slow then.",
	[DOUBT_V4] = "By IPv4 nothing can be said: the way there may be "
	    "broken, or your IPv4 address locked out.",
	[DOUBT_UNSEEN] = "The questions were not seen to go out: a firewall "
	    "of this machine may stop them, or they take another interface "
	    "(-i).",
	[DOUBT_ONE_CLOSED] = "One of the two, reading or sending mail, is "
	    "closed: stopped, or not offered. That is no lockout.",
};

const char *
probe_doubt_words(enum probe_doubt d)
{
	return (d < DOUBT_COUNT && doubts[d] != NULL ? doubts[d] : "");
}

/* --- what it rests on --- */

void
probe_rests_add(struct text *t, const struct probe_view *v,
    const struct ip *of)
{
	static const char *const words[ANSWER_COUNT] = {
		[ANSWER_OPEN] = "open", [ANSWER_CLOSED] = "closed",
		[ANSWER_FILTERED] = "silent", [ANSWER_REFUSED] = "refused"
	};
	bool is_first = true;
	uint32_t i;
	int a;

	for (a = ANSWER_OPEN; a < ANSWER_COUNT; a++) {
		bool is_any = false;

		for (i = 0; i < v->n_rows; i++) {
			const struct probe_row *r = &v->rows[i];

			if (r->role != ROLE_HOST ||
			    (int)r->answer.answer != a || r->is_unseen ||
			    !ip_equals(&r->ip, of))
				continue;
			if (!is_any)
				text_addf(t, "%s%s:", is_first ? "" : "; ",
				    words[a]);
			text_addf(t, " %u", r->port);
			is_any = true;
			is_first = false;
		}
	}
}

static void
alive_add(struct text *t, const char *what, const struct ip *ip,
    enum alive is)
{
	static const char *const words[] = {
		[ALIVE_UNKNOWN] = "was not heard of", [ALIVE_YES] = "answers",
		[ALIVE_NO] = "does not answer"
	};
	char address[IP_TEXT_BYTES];

	if (ip_is_zero(ip))
		return;
	ip_print(ip, address);
	text_addf(t, "%sthe %s %s %s", t->len > 0 ? "; " : "", what, address,
	    words[is]);
}

void
probe_line_add(struct text *t, const struct probe_view *v)
{
	static const char *const families[] = { "IPv4", "IPv6" };
	uint32_t i;

	for (i = 0; i < PROBE_FAMILIES; i++) {
		const struct probe_line *l = &v->line[i];

		alive_add(t, "gateway", &l->gateway, l->gateway_is);
		alive_add(t, "reference", &l->reference, l->reference_is);
		if (l->has_no_route)
			text_addf(t, "%sno way leads out by %s", t->len > 0 ?
			    "; " : "", families[i]);
		if (l->others_answer)
			text_addf(t, "%sothers in the internet answer by %s",
			    t->len > 0 ? "; " : "", families[i]);
	}
}
