/*
 * DNS answers, mDNS, LLMNR (RFC 1035, 6762, 4795) and NetBIOS names (RFC 1001,
 * 1002): the same header, the same records.
 *
 * A compression pointer may only point backwards and each one must point
 * before the last, so a hostile packet cannot lead in circles.
 */

#include "wire/dns.h"

#include <string.h>

enum {
	NAME_MAX_BYTES = 256,
	TYPE_A = 1, TYPE_NB = 32, TYPE_AAAA = 28

};

struct message {
	struct span all;
	size_t at;
};

struct record {
	char name[NAME_MAX_BYTES];
	size_t name_bytes;
	uint16_t type;
	uint16_t class;
	struct span data;
};

static bool
take_be16(struct message *m, uint16_t *out)
{
	if (m->all.len - m->at < 2)
		return (false);
	*out = (uint16_t)(m->all.p[m->at] << 8 | m->all.p[m->at + 1]);
	m->at += 2;
	return (true);
}

/* Append a label to a name, with a dot between; false: the name is too long. */
static bool
label_append(char *out, size_t *n, struct span label)
{
	if (*n + 1 + label.len >= NAME_MAX_BYTES)
		return (false);
	if (*n > 0)
		out[(*n)++] = '.';
	memcpy(out + *n, label.p, label.len);
	*n += label.len;
	return (true);
}

static bool
take_domain(struct message *m, char out[NAME_MAX_BYTES], size_t *n)
{
	size_t at = m->at, limit = m->all.len, end = 0;

	*n = 0;
	while (at < m->all.len) {
		uint8_t len = m->all.p[at];
		struct span label;

		if (len == 0) {
			m->at = end != 0 ? end : at + 1;
			return (true);
		}
		if ((len & 0xc0) == 0xc0) {
			size_t to;

			if (m->all.len - at < 2)
				return (false);
			to = (size_t)(len & 0x3f) << 8 | m->all.p[at + 1];
			if (end == 0)
				end = at + 2;
			if (to >= limit || to >= at)
				return (false);
			limit = at = to;
			continue;
		}
		if ((len & 0xc0) != 0 || m->all.len - at - 1 < len)
			return (false);
		label.p = m->all.p + at + 1;
		label.len = len;
		if (!label_append(out, n, label))
			return (false);
		at += 1 + (size_t)len;
	}
	return (false);
}

static bool
take_record(struct message *m, struct record *r)
{
	uint16_t n, unused;

	if (!take_domain(m, r->name, &r->name_bytes) ||
	    !take_be16(m, &r->type) || !take_be16(m, &r->class) ||
	    !take_be16(m, &unused) || !take_be16(m, &unused) ||
	    !take_be16(m, &n) || m->all.len - m->at < n)
		return (false);
	r->data.p = m->all.p + m->at;
	r->data.len = n;
	m->at += n;
	return (true);
}

static bool
address_of(const struct record *r, struct ip *out)
{
	if (r->type == TYPE_A && r->data.len == 4)
		*out = ip_v4(r->data.p);
	else if (r->type == TYPE_AAAA && r->data.len == 16)
		*out = ip_v6(r->data.p);
	else
		return (false);
	return (!ip_is_zero(out) && !ip_is_group(out));
}

static struct span
name_of(const struct record *r)
{
	struct span s = { (const uint8_t *)r->name, r->name_bytes };

	return (s);
}

/* An address in an answer gets the name that was asked for, whatever the
 * chain of CNAMEs between the two. */
static void
answer_read(struct news_list *out, const struct record *r, struct span asked)
{
	struct news *n;
	struct ip ip;

	if (!address_of(r, &ip))
		return;
	n = news_add(out, NEWS_SERVER, FROM_DNS);
	if (n == NULL)
		return;
	n->ip = ip;
	n->has_ip = true;
	if (!news_set_name(n, asked.len > 0 ? asked : name_of(r)))
		out->n--;
}

/* Whom a message speaks for, as its records tell of the address it is from. */
struct speaker {
	enum news_from from;
	bool tells_kin;		/* of addresses of the sender's family */
	char name[NAME_MAX_BYTES];	/* at the sender's own; "" = none */
	size_t name_bytes;
};

static void
speaker_find(const struct packet *p, struct message m, uint32_t n,
    struct speaker *out)
{
	struct record r;
	struct ip ip;

	out->tells_kin = false;
	out->name_bytes = 0;
	for (; n > 0 && take_record(&m, &r); n--) {
		if (!address_of(&r, &ip) || ip_is_v4(&ip) != ip_is_v4(&p->src))
			continue;
		out->tells_kin = true;
		if (!ip_equals(&ip, &p->src))
			continue;
		memcpy(out->name, r.name, r.name_bytes);
		out->name_bytes = r.name_bytes;
		return;
	}
}

/*
 * A proxy answers for others (RFC 6762 14): then the MAC is the proxy's, and
 * only the address is the device's.  An address of the other family is told
 * along with one of the sender's.
 */
static bool
is_of_sender(const struct packet *p, const struct record *r,
    const struct ip *ip, const struct speaker *by)
{
	if (ip_equals(ip, &p->src))
		return (true);
	if (ip_is_v4(ip) == ip_is_v4(&p->src))
		return (false);
	return (!by->tells_kin || (by->name_bytes == r->name_bytes &&
	    memcmp(by->name, r->name, r->name_bytes) == 0));
}

/* A device's record of itself (mDNS, LLMNR) counts only for the address that
 * it speaks from, unless it says that the name is its alone. */
static void
own_read(struct news_list *out, const struct record *r,
    const struct speaker *by)
{
	struct news *n;
	struct ip ip;

	if (!address_of(r, &ip))
		return;
	/* The top bit of the class says "this name is mine alone" (RFC 6762
	 * 10.2). */
	if (!ip_equals(&ip, &out->packet->src) && (r->class & 0x8000) == 0 &&
	    by->from == FROM_MDNS)
		return;
	n = news_add(out, NEWS_NAME, by->from);
	if (n == NULL)
		return;
	news_set_sender(out, n);
	if (!is_of_sender(out->packet, r, &ip, by)) {
		n->has_mac = false;
		n->ip = ip;
		n->has_ip = true;
	}
	if (!news_set_name(n, name_of(r)))
		out->n--;
}

/* Read the header and the questions; m is at the first answer then, and asked
 * is the first question's name. */
static bool
take_header(struct message *m, uint16_t *flags, uint16_t counts[4],
    char asked[NAME_MAX_BYTES], size_t *asked_bytes)
{
	char name[NAME_MAX_BYTES];
	uint16_t id, unused;
	size_t n;
	int i;

	*asked_bytes = 0;
	if (!take_be16(m, &id) || !take_be16(m, flags))
		return (false);
	for (i = 0; i < 4; i++)
		if (!take_be16(m, &counts[i]))
			return (false);
	for (i = 0; i < counts[0]; i++) {
		if (!take_domain(m, i == 0 ? asked : name,
		    i == 0 ? asked_bytes : &n) ||
		    !take_be16(m, &unused) || !take_be16(m, &unused))
			return (false);
	}
	return (true);
}

static void
answers_read(struct news_list *out, enum news_from from)
{
	struct message m = { out->packet->payload, 0 };
	char asked[NAME_MAX_BYTES];
	struct speaker by = { .from = from };
	struct span question;
	uint16_t flags, counts[4];
	size_t asked_bytes;
	uint32_t i, n;

	if (!take_header(&m, &flags, counts, asked, &asked_bytes) ||
	    (flags & 0x8000) == 0 || (flags & 0x000f) != 0)
		return;
	question.p = (const uint8_t *)asked;
	question.len = asked_bytes;
	/* mDNS puts its addresses among the additional records as well. */
	n = counts[1];
	if (from != FROM_DNS)
		n += (uint32_t)counts[2] + counts[3];
	if (from != FROM_DNS)
		speaker_find(out->packet, m, n, &by);
	for (i = 0; i < n; i++) {
		struct record r;

		if (!take_record(&m, &r))
			return;
		if (from == FROM_DNS)
			answer_read(out, &r, question);
		else
			own_read(out, &r, &by);
	}
}

void
dns_read(struct news_list *out)
{
	answers_read(out, FROM_DNS);
}

void
mdns_read(struct news_list *out)
{
	answers_read(out, FROM_MDNS);
}

void
llmnr_read(struct news_list *out)
{
	answers_read(out, FROM_LLMNR);
}

/* RFC 1001 14.1: each byte of a NetBIOS name is two letters from 'A' on. */
static bool
netbios_name(struct span encoded, char out[16])
{
	size_t i;

	if (encoded.len < 32)
		return (false);
	for (i = 0; i < 16; i++) {
		uint8_t high = encoded.p[2 * i], low = encoded.p[2 * i + 1];

		if (high < 'A' || high > 'P' || low < 'A' || low > 'P')
			return (false);
		out[i] = (char)((high - 'A') << 4 | (low - 'A'));
	}
	return (true);
}

/* Tell a NetBIOS name if it is a workstation's (its last byte is 00) or its
 * file service's (20); other suffixes are groups and users. */
static void
netbios_tell(struct news_list *out, struct span encoded)
{
	char name[16];
	struct news *n;

	if (!netbios_name(encoded, name) || (name[15] != 0 && name[15] != 0x20))
		return;
	n = news_add(out, NEWS_NAME, FROM_NBNS);
	if (n == NULL)
		return;
	news_set_sender(out, n);
	if (!news_set_name(n, (struct span){ (const uint8_t *)name, 15 }))
		out->n--;
}

enum { NB_REGISTRATION = 5, NB_REFRESH = 8, NB_REFRESH_ALT = 9 };

/* RFC 1002 4.2: what a device registers or answers is its own name, unless the
 * group bit is set. */
void
nbns_read(struct news_list *out)
{
	struct message m = { out->packet->payload, 0 };
	char asked[NAME_MAX_BYTES];
	uint16_t flags, counts[4], opcode;
	size_t asked_bytes;
	struct record r;
	bool is_answer;

	if (!take_header(&m, &flags, counts, asked, &asked_bytes))
		return;
	is_answer = (flags & 0x8000) != 0;
	opcode = (uint16_t)(flags >> 11 & 15);
	if (is_answer ? (opcode != 0 || (flags & 15) != 0) :
	    (opcode != NB_REGISTRATION && opcode != NB_REFRESH &&
	    opcode != NB_REFRESH_ALT))
		return;
	while (m.at < m.all.len && take_record(&m, &r)) {
		if (r.type != TYPE_NB || r.data.len < 6 ||
		    (r.data.p[0] & 0x80) != 0)
			continue;
		/* A name server answers with somebody else's address. */
		if (memcmp(r.data.p + 2, out->packet->src.b + 12, 4) != 0)
			continue;
		netbios_tell(out, is_answer || asked_bytes < 32 ? name_of(&r) :
		    (struct span){ (const uint8_t *)asked, asked_bytes });
		return;
	}
}

/* RFC 1002 4.4.1: a datagram's source name stands behind 14 bytes of header. */
void
nbds_read(struct news_list *out)
{
	struct span s = out->packet->payload;

	if (s.len < 14 + 34 || s.p[0] < 0x10 || s.p[0] > 0x12 || s.p[14] != 32)
		return;
	span_skip(&s, 15);
	netbios_tell(out, s);
}
