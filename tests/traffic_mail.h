/*
 * The mail sessions of users' traffic, and their arrival.  What a server says
 * follows from its number, so that its replies have lengths of their own; a
 * refusal takes the time that this server takes.
 */

#ifndef TRAFFIC_MAIL_H
#define TRAFFIC_MAIL_H

#include "traffic.h"

static const char *const imap_no[] = {
	"NO [AUTHENTICATIONFAILED] Authentication failed.", "NO LOGIN failed.",
	"NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
	"NO Login failed: authentication failure"
};
static const char *const pop_no[] = {
	"-ERR [AUTH] Authentication failed.",
	"-ERR invalid user name or password", "-ERR Login failed.",
	"-ERR authorization failed"
};
static const char *const smtp_no[] = {
	"535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6",
	"535 5.7.8 Authentication credentials invalid",
	"535-5.7.8 Username and Password not accepted. See\r\n"
	"535 5.7.8  https://support.example.test/mail - gsmtp",
	"535 Incorrect authentication data"
};
/* What reads like a refusal and stands in somebody's letter. */
static const char *const decoys[] = {
	"a2 NO [AUTHENTICATIONFAILED] quoted from a log",
	"-ERR [AUTH] Authentication failed. (quoted)",
	"535 5.7.8 Error: authentication failed: quoted"
};

/* A message of lines; one in four holds a decoy. */
static void
letter(struct session *s, enum side from, const char *before,
    const char *after)
{
	static char text[1 << 17];
	uint32_t bytes = draw(12) == 0 ? 20000 + draw(60000) :
	    1200 + draw(6000), decoy = draw(4), at, n;

	n = (uint32_t)snprintf(text, sizeof text, before, bytes / 78 * 78);
	for (at = 0; at < bytes / 78 * 78; at += 78) {
		uint32_t i;

		for (i = 0; i < 76; i++)
			text[n + i] = (char)('a' + noise[at + i + draw(4)] % 26);
		if (at == 780 && decoy < 3)
			memcpy(text + n, decoys[decoy], strlen(decoys[decoy]));
		memcpy(text + n + 76, "\r\n", 2);
		n += 78;
	}
	memcpy(text + n, after, strlen(after));
	wait_us(s, s->rtt_us + 1000 + draw(5000));
	speak(s, from, text, n + (uint32_t)strlen(after));
}

static uint64_t
refusal_us(const struct session *s)
{
	return (s->host % 5 * UINT64_C(400000) + draw(20000));
}

static void
told(const struct session *s, int is_ok)
{
	if (s->is_tls)
		note_as(&s->c, is_ok ? "tls-ok" : "tls-fail", s->user);
	else
		note(&s->c, is_ok, s->user);
	failures[s->device] += !is_ok;
}

static void
sasl_plain(const struct session *s, char *to)
{
	char plain[128];
	int n = snprintf(plain, sizeof plain, "%c%s%c%s", 0, s->user, 0,
	    s->secret);

	base64(plain, (size_t)n, to);
}

static void
imap_login(struct session *s, uint32_t tag, int is_ok)
{
	char text[256];

	sasl_plain(s, text);
	if (s->device % 3 == 0)
		says(s, CLIENT, 2000, "a%u LOGIN \"%s\" \"%s\"", tag, s->user,
		    s->secret);
	else if (s->device % 3 == 1)
		says(s, CLIENT, 2000, "a%u AUTHENTICATE PLAIN %s", tag, text);
	else {
		says(s, CLIENT, 2000, "a%u AUTHENTICATE PLAIN", tag);
		says(s, SERVER, 300, "+ ");
		says(s, CLIENT, 300, "%s", text);
	}
	if (is_ok)
		says(s, SERVER, 3000 + draw(9000), "a%u OK [CAPABILITY "
		    "IMAP4rev1 SASL-IR SORT THREAD=REFERENCES MULTIAPPEND "
		    "UNSELECT IDLE CHILDREN NAMESPACE UIDPLUS LIST-EXTENDED "
		    "CONDSTORE QRESYNC ESEARCH WITHIN MOVE] Logged in", tag);
	else
		says(s, SERVER, refusal_us(s), "a%u %s", tag,
		    imap_no[s->host % 4]);
}

static void
imap_work(struct session *s, uint32_t tag)
{
	uint32_t letters = draw(4);

	says(s, CLIENT, 3000, "a%u SELECT INBOX", tag);
	says(s, SERVER, 2000, "* FLAGS (\\Answered \\Flagged \\Deleted "
	    "\\Seen \\Draft)\r\n* %u EXISTS\r\n* 0 RECENT\r\n"
	    "* OK [UIDVALIDITY 1455108122] UIDs valid\r\n"
	    "a%u OK [READ-WRITE] Select completed.", draw(9000), tag);
	if (draw(5) == 0) {
		says(s, CLIENT, 3000, "a%u SELECT \"login failed\"", ++tag);
		says(s, SERVER, 900, "a%u NO [NONEXISTENT] Mailbox doesn't "
		    "exist: login failed", tag);
	}
	while (letters-- > 0) {
		char after[80];

		says(s, CLIENT, draw(s->p->think_us / 4), "a%u UID FETCH %u "
		    "(UID FLAGS BODY.PEEK[])", ++tag, 1 + draw(9000));
		snprintf(after, sizeof after, ")\r\na%u OK Fetch completed."
		    "\r\n", tag);
		letter(s, SERVER, "* 7 FETCH (UID 7 FLAGS (\\Seen) BODY[] "
		    "{%u}\r\n", after);
	}
	if (draw(10) == 0) {
		says(s, CLIENT, 3000, "a%u IDLE", ++tag);
		says(s, SERVER, 500, "+ idling");
		says(s, SERVER, 5000000 + draw(25000000), "* 8 EXISTS");
		says(s, CLIENT, 2000, "DONE");
		says(s, SERVER, 500, "a%u OK Idle completed.", tag);
	}
	says(s, CLIENT, draw(s->p->think_us), "a%u LOGOUT", ++tag);
	says(s, SERVER, 500, "* BYE Logging out\r\na%u OK Logout completed.",
	    tag);
}

static void
imap_talk(struct session *s, uint32_t fails, int is_ok)
{
	uint32_t tag = 1;

	if (s->is_tls && !s->is_starttls)
		tls_begin(s);
	says(s, SERVER, 2000, "* OK [CAPABILITY IMAP4rev1 SASL-IR ID ENABLE "
	    "IDLE LITERAL+%s AUTH=PLAIN] %s ready.",
	    s->is_starttls ? " STARTTLS" : "", s->name);
	if (s->is_starttls) {
		says(s, CLIENT, 1000, "a%u STARTTLS", tag);
		says(s, SERVER, 500, "a%u OK Begin TLS negotiation now.",
		    tag++);
		tls_begin(s);
	}
	if (s->device % 2 == 0) {
		says(s, CLIENT, 1000, "a%u CAPABILITY", tag);
		says(s, SERVER, 500, "* CAPABILITY IMAP4rev1 SASL-IR ID "
		    "ENABLE IDLE LITERAL+ AUTH=PLAIN\r\na%u OK done.", tag++);
	}
	for (; fails > 0; fails--, tag++) {
		imap_login(s, tag, 0);
		told(s, 0);
		wait_us(s, fails > 1 || is_ok ? s->p->think_us : 0);
	}
	if (is_ok) {
		snprintf(s->secret, sizeof s->secret, "pw%08x", s->device);
		imap_login(s, tag, 1);
		told(s, 1);
		imap_work(s, tag + 1);
	}
}

static void
pop_login(struct session *s, int is_ok)
{
	char text[256];

	if (s->device % 2 == 0) {
		says(s, CLIENT, 2000, "USER %s", s->user);
		says(s, SERVER, 500, "+OK");
		says(s, CLIENT, 500, "PASS %s", s->secret);
	} else {
		sasl_plain(s, text);
		says(s, CLIENT, 2000, "AUTH PLAIN");
		says(s, SERVER, 300, "+ ");
		says(s, CLIENT, 300, "%s", text);
	}
	if (is_ok)
		says(s, SERVER, 3000 + draw(9000), "+OK Logged in.");
	else
		says(s, SERVER, refusal_us(s), "%s", pop_no[s->host % 4]);
}

static void
pop_work(struct session *s)
{
	uint32_t letters = draw(4), i;

	says(s, CLIENT, 1000, "STAT");
	says(s, SERVER, 1000, "+OK %u %u", letters, letters * 4000);
	if (draw(5) == 0) {
		says(s, CLIENT, 1000, "RETR 99999");
		says(s, SERVER, 1000, "-ERR There's no message 99999.");
	}
	for (i = 1; i <= letters; i++) {
		says(s, CLIENT, 1000, "RETR %u", i);
		letter(s, SERVER, "+OK %u octets\r\n", ".\r\n");
	}
	says(s, CLIENT, draw(s->p->think_us), "QUIT");
	says(s, SERVER, 500, "+OK Logging out.");
}

static void
pop_talk(struct session *s, uint32_t fails, int is_ok)
{
	if (s->is_tls && !s->is_starttls)
		tls_begin(s);
	says(s, SERVER, 2000, "+OK %s POP3 server ready <%u@%s>", s->name,
	    draw(9999999), s->name);
	if (s->is_starttls) {
		says(s, CLIENT, 1000, "STLS");
		says(s, SERVER, 500, "+OK Begin TLS negotiation now.");
		tls_begin(s);
	}
	for (; fails > 0; fails--) {
		pop_login(s, 0);
		told(s, 0);
		wait_us(s, fails > 1 || is_ok ? s->p->think_us : 0);
	}
	if (is_ok) {
		snprintf(s->secret, sizeof s->secret, "pw%08x", s->device);
		pop_login(s, 1);
		told(s, 1);
		pop_work(s);
	}
}

static void
smtp_login(struct session *s, int is_ok)
{
	char text[256];

	if (s->device % 2 == 0) {
		sasl_plain(s, text);
		says(s, CLIENT, 2000, "AUTH PLAIN %s", text);
	} else {
		says(s, CLIENT, 2000, "AUTH LOGIN");
		says(s, SERVER, 300, "334 VXNlcm5hbWU6");
		base64(s->user, strlen(s->user), text);
		says(s, CLIENT, 300, "%s", text);
		says(s, SERVER, 300, "334 UGFzc3dvcmQ6");
		base64(s->secret, strlen(s->secret), text);
		says(s, CLIENT, 300, "%s", text);
	}
	if (is_ok)
		says(s, SERVER, 3000 + draw(9000),
		    "235 2.7.0 Authentication successful");
	else
		says(s, SERVER, refusal_us(s), "%s", smtp_no[s->host % 4]);
}

static void
smtp_hello(struct session *s, int offers_tls)
{
	says(s, CLIENT, 1000, "EHLO [192.168.%u.%u]", s->c.ip[CLIENT] >> 8 &
	    255, s->c.ip[CLIENT] & 255);
	says(s, SERVER, 500, "250-%s\r\n250-PIPELINING\r\n250-SIZE 52428800"
	    "\r\n%s250-AUTH PLAIN LOGIN\r\n250-ENHANCEDSTATUSCODES\r\n"
	    "250-8BITMIME\r\n250 CHUNKING", s->name,
	    offers_tls ? "250-STARTTLS\r\n" : "");
}

static void
smtp_work(struct session *s)
{
	says(s, CLIENT, 1000, "MAIL FROM:<%s>", s->user);
	says(s, SERVER, 1000, "250 2.1.0 Ok");
	if (draw(5) == 0) {
		says(s, CLIENT, 1000, "RCPT TO:<nobody@example.test>");
		says(s, SERVER, 1000, "550 5.1.1 <nobody@example.test>: "
		    "Recipient address rejected: authentication failed "
		    "upstream");
	}
	says(s, CLIENT, 1000, "RCPT TO:<peer@example.test>");
	says(s, SERVER, 1000, "250 2.1.5 Ok");
	says(s, CLIENT, 1000, "DATA");
	says(s, SERVER, 1000, "354 End data with <CR><LF>.<CR><LF>");
	letter(s, CLIENT, "X-Bytes: %u\r\n\r\n", ".\r\n");
	says(s, SERVER, 9000, "250 2.0.0 Ok: queued as %08X", draw(1u << 31));
	says(s, CLIENT, draw(s->p->think_us), "QUIT");
	says(s, SERVER, 500, "221 2.0.0 Bye");
}

static void
smtp_talk(struct session *s, uint32_t fails, int is_ok)
{
	if (s->is_tls && !s->is_starttls)
		tls_begin(s);
	says(s, SERVER, 2000, "220 %s ESMTP Postfix", s->name);
	smtp_hello(s, s->is_starttls);
	if (s->is_starttls) {
		says(s, CLIENT, 1000, "STARTTLS");
		says(s, SERVER, 500, "220 2.0.0 Ready to start TLS");
		tls_begin(s);
		smtp_hello(s, 0);
	}
	for (; fails > 0; fails--) {
		smtp_login(s, 0);
		told(s, 0);
		wait_us(s, fails > 1 || is_ok ? s->p->think_us : 0);
	}
	if (is_ok) {
		snprintf(s->secret, sizeof s->secret, "pw%08x", s->device);
		smtp_login(s, 1);
		told(s, 1);
		smtp_work(s);
	}
}

/* Of a question for the mail host's name the answer is enough. */
static void
dns_answer(const struct session *s)
{
	struct conn c = conn_new(s->c.ip[CLIENT], s->c.port[CLIENT],
	    0xc0a80001, 53);
	uint8_t p[128] = { 0, 7, 0x81, 0x80, 0, 1, 0, 1 };
	uint32_t n = 12;
	const char *at = s->name, *dot;

	for (; *at != '\0'; at = *dot == '.' ? dot + 1 : dot) {
		dot = at + strcspn(at, ".");
		p[n] = (uint8_t)(dot - at);
		memcpy(p + n + 1, at, (size_t)(dot - at));
		n += 1 + p[n];
	}
	memcpy(p + n, "\0\0\1\0\1\xc0\x0c\0\1\0\1\0\0\1\x2c\0\4", 17);
	be32(p + n + 17, s->c.ip[SERVER]);
	udp(&c, SERVER, p, n + 21);
}

static uint32_t
n_bad(const struct profile *p)
{
	return ((p->devices * p->bad_devices + 999) / 1000);
}

static int
is_bad(const struct profile *p, uint32_t device)
{
	return (device < n_bad(p));
}

static struct session
session_new(const struct profile *p, uint32_t i)
{
	static const uint16_t ports[][2] = { { 143, 993 }, { 110, 995 },
	    { 587, 465 } };
	struct session s;
	uint32_t user = draw(p->users_each);

	memset(&s, 0, sizeof s);
	s.p = p;
	/* A device that is refused tries again, and sooner than the others. */
	s.device = draw(draw(5) == 0 ? n_bad(p) : p->devices);
	s.host = (s.device * 7 + user * 11 + draw(p->hosts_each)) % p->hosts;
	s.service = draw(10) < 5 ? IMAP : draw(10) < 4 ? POP3 : SMTP;
	s.is_tls = by_chance(p->tls);
	s.is_starttls = s.is_tls && s.service != IMAP ? draw(2) == 0 :
	    s.is_tls && draw(5) == 0;
	s.is_tls12 = s.host % 4 == 0;
	s.rtt_us = 4000 + s.host % 9 * 5000 + draw(800);
	s.c = conn_new(0xc0a80a00 + s.device, (uint16_t)(1024 + i % 64000),
	    0xcb007100 + s.host,
	    ports[s.service][s.is_tls && !s.is_starttls]);
	s.c.is_v6 = s.device % 3 == 0;
	s.c.seq[CLIENT] ^= draw(1u << 31);
	snprintf(s.user, sizeof s.user, "user%u.%u@example.test", s.device,
	    user);
	snprintf(s.secret, sizeof s.secret, "old%08x", s.device);
	snprintf(s.name, sizeof s.name, "mail%u.provider%u.example", s.host,
	    s.host % 50);
	return (s);
}

static void
one_session(const struct profile *p, uint32_t i)
{
	struct session s = session_new(p, i);
	uint32_t fails = 0;
	int is_ok = 1;

	if (is_bad(p, s.device) && by_chance(p->bad_fails)) {
		fails = draw(4) == 0 ? 2 : 1;
		is_ok = 0;
	} else if (by_chance(p->slips))
		fails = 1;
	if (!s.c.is_v6)
		dns_answer(&s);
	if (by_chance(p->half_open)) {
		tcp(&s.c, CLIENT, SYN, NULL, 0);
		if (draw(2) == 0)
			tcp(&s.c, SERVER, SYN | ACK, NULL, 0);
		return;
	}
	tcp(&s.c, CLIENT, SYN, NULL, 0);
	now_us += s.rtt_us;
	tcp(&s.c, SERVER, SYN | ACK, NULL, 0);
	now_us += 200;
	tcp(&s.c, CLIENT, ACK, NULL, 0);
	if (s.service == IMAP)
		imap_talk(&s, fails, is_ok);
	else if (s.service == POP3)
		pop_talk(&s, fails, is_ok);
	else
		smtp_talk(&s, fails, is_ok);
	wait_us(&s, s.rtt_us);
	goodbye(&s.c);
}

/* Web pages and QUIC, or strangers' SYNs, between two sessions. */
static void
other_frames(const struct profile *p, uint64_t span_us)
{
	static const uint16_t ports[] = { 25, 110, 143, 465, 587, 993, 995 };
	static struct conn flows[BULK_FLOWS];
	uint64_t from_us = now_us;
	uint32_t i, n = p->bulk + p->scan;

	for (i = 0; i < n; i++) {
		uint32_t at = draw(BULK_FLOWS);
		struct conn *c = &flows[at], syn;

		now_us = from_us + span_us * i / n;
		if (c->port[CLIENT] == 0)
			*c = conn_new(0xc0a80a00 + at % p->devices,
			    (uint16_t)(30000 + at), 0xc6336400 + at % 400, 443);
		if (i < p->scan) {
			syn = conn_new(draw(1u << 31), (uint16_t)draw(65536),
			    0xcb007100 + draw(p->hosts), ports[draw(7)]);
			tcp(&syn, CLIENT, SYN, NULL, 0);
		} else if (draw(10) < 5)
			tcp(c, SERVER, ACK, noise + draw(60000), 1400);
		else if (draw(5) < 2)
			udp(c, SERVER, noise + draw(60000), 1200);
		else
			tcp(c, CLIENT, ACK, NULL, 0);
	}
	now_us = from_us;
}

static void
note_devices(const struct profile *p)
{
	uint32_t i;

	for (i = 0; i < p->devices; i++) {
		struct conn c = conn_new(0xc0a80a00 + i, 1, 1, 1);
		const uint8_t *m = c.mac[CLIENT];

		fprintf(truth, "%s %02X-%02X-%02X-%02X-%02X-%02X 0 -\n",
		    !is_bad(p, i) ? "fine" : failures[i] < TOO_FEW_FAILURES ?
		    "doubtful" : "culprit", m[0], m[1], m[2], m[3], m[4], m[5]);
	}
}

/* n sessions; false if no profile has this name. */
static int
make_traffic(const char *name, uint32_t n)
{
	const struct profile *p = profiles;
	uint64_t begins_us = now_us;
	uint32_t i;

	while (strcmp(p->name, name) != 0)
		if (++p == profiles + sizeof profiles / sizeof profiles[0])
			return (0);
	failures = calloc(p->devices, sizeof *failures);
	if (failures == NULL)
		abort();
	for (i = 0; i < sizeof noise; i++)
		noise[i] = (uint8_t)draw(256);
	record_later = queue_frame;
	for (i = 0; i < n; i++) {
		write_until(begins_us);
		now_us = begins_us;
		other_frames(p, p->gap_us);
		one_session(p, i);
		begins_us += p->gap_us / 2 + draw(p->gap_us);
	}
	write_until(UINT64_MAX);
	note_devices(p);
	return (1);
}

#endif
