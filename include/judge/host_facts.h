/*
 * What is known of a mail host that somebody asks in vain, from that client's
 * side: gathered anew whenever one more try fails, for the explanations that
 * compete (judge/host_explain.c).
 *
 * "Since" is since the first of these tries, for those ports that answered
 * once; another port was perhaps never open.
 */

#ifndef JUDGE_HOST_FACTS_H
#define JUDGE_HOST_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/pool.h"
#include "judge/forecast.h"
#include "judge/kin.h"
#include "judge/mailhost.h"
#include "judge/uplink.h"

struct host_facts {
	int64_t now_ns, first_ns, last_ns;	/* of the tries */
	int64_t answered_ns;	/* that side's last answer before */
	/* Tries, connections and clients in vain. */
	uint32_t tries, conns, clients;
	uint32_t silent, reset, rejected, unreachable, told;
	uint32_t mute;		/* let in, and told nothing yet */
	int64_t mute_ns;	/* since when the first of these */
	uint32_t stuck;		/* let in, and what they send is lost */
	int64_t stuck_ns;
	uint32_t after_up, proven;	/* as in struct tries */
	int64_t up_ns;
	uint32_t turns;		/* as in struct mailhost */
	bool both_services;	/* boxes and SMTP refuse */

	/* Of the same host, to the same side, since. */
	bool sibling_answers;	/* the other port of each service in vain */
	bool other_answers;	/* any other port */
	bool goes_on;		/* on a connection that runs */
	bool lets_in;		/* since the first got stuck */
	bool goodbye;		/* it ended one, shortly before or since */
	bool is_missed;		/* by a router on the way */
	bool neighbour_answered;	/* another client, own address each */
	bool kin_answers;	/* another address, same family */
	bool new_kin_answers;	/* that was not known before */
	bool other_family_known;	/* it answered once */
	bool other_family_answers;

	bool is_lossy;
	bool others_known;	/* other hosts of the internet, ever */
	bool others_answer;	/* since */
	bool others_in_vain;	/* asked since, all in vain */

	uint32_t failures;	/* that can be the reason */
	int64_t failed_ns;	/* the last of these */
	uint32_t failing_clients;	/* in vain now, and failed before */
	enum reach reach;
	bool is_private, is_v4;
	bool is_line;		/* one client to the host */
	bool is_prefix;		/* several of one /64 are in vain */
	bool said_locked, said_busy, said_trouble;	/* the words it told */
};

/* What facts are gathered from; all borrowed. */
struct facts_from {
	const struct pool *mailhosts;
	const struct uplink *uplink;
	const struct mailhost *host;
	struct side side;
	int64_t now_ns;
};

void	facts_gather(const struct facts_from *from, struct host_facts *out);
/* Does this row of tries count, for that side?  Not one who scans. */
bool	facts_take(const struct mailhost *m, const struct side *s,
	    const struct tries *t);

#endif
