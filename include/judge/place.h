/*
 * Is this a good place to watch from?  The commonest reason for a wrong
 * answer is where the capture was taken: after the NAT, one direction only,
 * behind a router.  Counts in, a point and notes out.
 */

#ifndef JUDGE_PLACE_H
#define JUDGE_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "data/snapshot.h"

/* What the engine counts of the capture as a whole. */
struct capture_counts {
	uint64_t segments;	/* TCP segments with data, mail flows */
	uint64_t doubles;	/* of these seen twice */
	uint64_t cut_mail;	/* mail packets the snaplen cut */
	uint64_t flows_out;	/* flows with a client's SYN or data only */
	uint64_t flows_in;	/* with the server's SYN-ACK or data only */
	uint64_t flows_both;
	/* Sessions at mail's ports that began before the capture. */
	uint64_t from_middle;
	uint32_t clock_steps;	/* back, by more than a second */
	int64_t clock_back_ns;	/* the greatest */
	/* Live only: mail sessions of this very computer, by its MAC. */
	uint64_t own_sessions, mac_sessions;
};

struct place_facts {
	/* As in struct snap_capture; 0 where only the point is asked for. */
	uint64_t packets, holes, dropped, evicted;
	struct capture_counts counts;

	/* The ledger's totals of the mail sessions, by their client. */
	uint64_t sessions;
	uint64_t sessions_private_v4, sessions_public_v4, sessions_v6;
	/* Of the sessions: from the internet to a server here; its logins. */
	uint64_t sessions_outside, outside_logins, outside_failures;
	struct ip outside_server;	/* the last one */

	/* Read from the store when it is asked for: judge/survey.c. */
	/*
	 * The public IPv4 client with most sessions to a public server; where
	 * there is none, the private one with most sessions.
	 */
	uint64_t sessions_top;
	struct ip top;
	bool is_top_private;
	bool is_top_on_link;	/* its TTL says that no router was passed */
	uint32_t n_top_macs;
	uint32_t n_clients, n_macs;	/* addresses and MACs of mail clients */
	uint64_t sessions_by_address;	/* whose MAC is a router's */
	uint32_t n_router_clients;	/* clients behind the busiest one */
	struct mac router;
	uint32_t n_second_routers;	/* devices that pass packets on */
	char second_router[NAME_BYTES];	/* the first one's name or address */
	uint32_t n_moved;	/* addresses that changed their device */
	struct ip moved;
	uint32_t n_mixed;	/* addresses that went to and fro */
	struct ip mixed;
	/* In vain, at the host of the internet most often tried so, by as many
	 * devices as tried there; its name or address. */
	uint32_t unanswered_tries, unanswered_devices;
	char unanswered_server[NAME_BYTES];
	uint64_t sessions_to_proxy;	/* to the busiest local server */
	struct ip proxy;
};

/* Where the capture was taken, as far as the facts tell. */
enum point	place_point(const struct place_facts *f);
/* Is this a place from which no device can be named? */
bool	place_is_unfit(enum point point);

/*
 * The capture's point and notes, into out; returns how sure one can be at most
 * of a device from there, in percent.
 */
uint8_t	place_notes(const struct place_facts *f, struct snap_capture *out);
/*
 * The same for the capture of out, whose rows are filled: lowers their
 * confidence where the place deserves it, and names nobody a culprit where
 * the place is unfit.
 */
void	place_judge(const struct place_facts *f, struct snapshot *out);

#endif
