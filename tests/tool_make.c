/*
 * Makes captures with a known truth, for bench.sh and soak.sh:
 *
 *	tool_make KIND SEED N OUT.pcap TRUTH.txt
 *
 * KIND	office	N packets, 97 of 100 not mail: bulk of TLS and QUIC, DNS, ARP
 *	mail	N mail sessions one after another, bodies and all
 *	flood	N SYNs from everywhere, a login session every 2,000 of them
 *	million	N sessions of 10,000 devices, all open at once, each step for
 *		all in turn
 *	campus, mailonly, scanflood, manyflows
 *		N sessions of users' traffic, see traffic.h: among web pages,
 *		alone, among a scan, and very many at once
 *
 * TRUTH has a line "fail IP PORT USER" or "ok IP PORT USER" for each login; in
 * users' traffic also tls-fail and tls-ok, and a line "culprit MAC 0 -" for
 * each device ("fine"; or "doubtful", if it failed too seldom).
 */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "made.h"
#include "traffic_mail.h"

static void
body(struct conn *c, enum side from, uint32_t bytes)
{
	static char block[1448];
	uint32_t i;

	for (i = 0; i < sizeof block; i++)
		block[i] = i % 78 == 76 ? '\r' : i % 78 == 77 ? '\n' :
		    (char)('a' + draw(26));
	while (bytes > 0) {
		uint32_t n = bytes < sizeof block ? bytes : sizeof block;

		tcp(c, from, ACK, block, n);
		if (draw(2) == 0)
			tcp(c, from == CLIENT ? SERVER : CLIENT, ACK, NULL,
			    0);
		bytes -= n;
	}
}

static void
imap_session(struct conn *c, int is_ok, const char *user)
{
	char line[300];

	c->port[SERVER] = 143;
	handshake(c);
	say(c, SERVER, "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] Dovecot ready.");
	snprintf(line, sizeof line, "a1 LOGIN %s %s", user,
	    is_ok ? "right" : "stale");
	say(c, CLIENT, line);
	say(c, SERVER, is_ok ? "a1 OK [CAPABILITY IMAP4rev1 IDLE] Logged in" :
	    "a1 NO [AUTHENTICATIONFAILED] Authentication failed.");
	if (is_ok) {
		say(c, CLIENT, "a2 SELECT INBOX");
		say(c, SERVER, "* 3 EXISTS\r\na2 OK done");
		say(c, CLIENT, "a3 FETCH 3 BODY[]");
		body(c, SERVER, 2000 + draw(30000));
	}
	say(c, CLIENT, "a9 LOGOUT");
	say(c, SERVER, "* BYE Logging out\r\na9 OK Logout completed.");
	goodbye(c);
	note(c, is_ok, user);
}

static void
pop_session(struct conn *c, int is_ok, const char *user)
{
	char line[300];

	c->port[SERVER] = 110;
	handshake(c);
	say(c, SERVER, "+OK Dovecot ready.");
	snprintf(line, sizeof line, "USER %s", user);
	say(c, CLIENT, line);
	say(c, SERVER, "+OK");
	say(c, CLIENT, is_ok ? "PASS right" : "PASS stale");
	say(c, SERVER, is_ok ? "+OK Logged in." :
	    "-ERR [AUTH] Authentication failed.");
	if (is_ok) {
		say(c, CLIENT, "RETR 1");
		body(c, SERVER, 1000 + draw(20000));
	}
	say(c, CLIENT, "QUIT");
	say(c, SERVER, "+OK Logging out.");
	goodbye(c);
	note(c, is_ok, user);
}

static void
smtp_session(struct conn *c, int is_ok, const char *user)
{
	char line[400] = "AUTH PLAIN ", plain[200];
	int n;

	c->port[SERVER] = 587;
	handshake(c);
	say(c, SERVER, "220 mail.example.test ESMTP Postfix");
	say(c, CLIENT, "EHLO client");
	say(c, SERVER, "250-mail.example.test\r\n250 AUTH PLAIN LOGIN");
	n = snprintf(plain, sizeof plain, "%c%s%c%s", 0, user, 0,
	    is_ok ? "right" : "stale");
	base64(plain, (size_t)n, line + 11);
	say(c, CLIENT, line);
	say(c, SERVER, is_ok ? "235 2.7.0 Authentication successful" :
	    "535 5.7.8 Error: authentication failed: stale");
	if (is_ok) {
		say(c, CLIENT, "MAIL FROM:<a@example.test>");
		say(c, SERVER, "250 2.1.0 Ok");
		say(c, CLIENT, "DATA");
		say(c, SERVER, "354 End data with <CR><LF>.<CR><LF>");
		body(c, CLIENT, 1000 + draw(40000));
		say(c, CLIENT, "\r\n.");
		say(c, SERVER, "250 2.0.0 Ok: queued");
	}
	say(c, CLIENT, "QUIT");
	say(c, SERVER, "221 2.0.0 Bye");
	goodbye(c);
	note(c, is_ok, user);
}

static void
mail_session(uint32_t client, uint16_t port, int is_ok)
{
	struct conn c = conn_new(client, port, 0xcb00712a, 0);
	char user[64];

	snprintf(user, sizeof user, "user%u@example.test", client & 0xfff);
	switch (draw(3)) {
	case 0:
		imap_session(&c, is_ok, user);
		break;
	case 1:
		pop_session(&c, is_ok, user);
		break;
	default:
		smtp_session(&c, is_ok, user);
		break;
	}
}

static uint16_t
next_port(void)
{
	static uint32_t port;

	return ((uint16_t)(20000 + port++ % 45000));
}

static void
make_office(uint32_t n)
{
	static uint8_t noise[1400];
	struct conn bulk[64];
	uint32_t i, j;

	for (i = 0; i < sizeof noise; i++)
		noise[i] = (uint8_t)draw(256);
	for (i = 0; i < 64; i++)
		bulk[i] = conn_new(0xc0a84d0a + i % 40,
		    (uint16_t)(30000 + i), 0xc6336400 + i, 443);
	for (i = 0; i < n; i++) {
		struct conn *c = &bulk[draw(64)];
		uint32_t kind = draw(1000);

		for (j = 0; j < 4; j++)
			noise[draw(sizeof noise)] = (uint8_t)draw(256);
		if (kind == 0) {
			mail_session(0xc0a84d0a + draw(40), next_port(),
			    draw(4) != 0);
			i += 25;
		} else if (kind < 550)
			tcp(c, SERVER, ACK, noise, 1400);
		else if (kind < 700)
			tcp(c, CLIENT, ACK, NULL, 0);
		else if (kind < 960)
			udp(c, draw(4) == 0 ? CLIENT : SERVER, noise, 1200);
		else
			tcp(c, CLIENT, PSH | ACK, noise, 200 + draw(600));
	}
}

static void
make_flood(uint32_t n)
{
	static const uint16_t ports[] = { 25, 110, 143, 465, 587, 993, 995 };
	uint32_t i;

	for (i = 0; i < n; i++) {
		uint32_t source = draw(0x7fffffff) * 2 + draw(2);
		struct conn c = conn_new(source, (uint16_t)draw(65536),
		    0xcb00712a, ports[draw(7)]);

		memcpy(c.mac[CLIENT], "\xa0\x36\x9f\x01\x02\x03", 6);
		tcp(&c, CLIENT, SYN, NULL, 0);
		if (draw(4) == 0)
			tcp(&c, SERVER, SYN | ACK, NULL, 0);
		if (i % 2000 == 0)
			mail_session(0xc0a84d0a + draw(40), next_port(),
			    draw(2) != 0);
	}
}

/* A session's state after some steps follows from its number alone. */
static struct conn
nth(uint32_t i, const uint32_t sent[2])
{
	struct conn c = conn_new(0x0a000001 + i % 10000,
	    (uint16_t)(1024 + i / 10000), 0xcb00712a, 110);

	c.seq[CLIENT] += sent[CLIENT];
	c.seq[SERVER] += sent[SERVER];
	return (c);
}

static void
make_million(uint32_t n)
{
	static const struct step {
		enum side from;
		unsigned flags;
		const char *text, *other;
	} steps[] = {
		{ CLIENT, SYN, "", "" }, { SERVER, SYN | ACK, "", "" },
		{ CLIENT, ACK, "", "" },
		{ SERVER, PSH | ACK, "+OK ready\r\n", "+OK ready\r\n" },
		{ CLIENT, PSH | ACK, "USER anna\r\n", "USER anna\r\n" },
		{ SERVER, PSH | ACK, "+OK\r\n", "+OK\r\n" },
		{ CLIENT, PSH | ACK, "PASS right\r\n", "PASS stale\r\n" },
		{ SERVER, PSH | ACK, "+OK in.\r\n", "-ERR no\r\n" },
		{ CLIENT, PSH | ACK, "QUIT\r\n", "QUIT\r\n" },
		{ SERVER, PSH | ACK, "+OK\r\n", "+OK\r\n" },
		{ CLIENT, FIN | ACK, "", "" }, { SERVER, FIN | ACK, "", "" },
	};
	uint32_t sent[2][2] = { { 0, 0 }, { 0, 0 } }, i;
	size_t s;

	for (s = 0; s < sizeof steps / sizeof steps[0]; s++) {
		const struct step *at = &steps[s];

		for (i = 0; i < n; i++) {
			int fails = i % 100 == 7;
			struct conn c = nth(i, sent[fails]);
			const char *text = fails ? at->other : at->text;

			tcp(&c, at->from, at->flags, text,
			    (uint32_t)strlen(text));
			if (s == 0)
				note(&c, !fails, "anna");
		}
		sent[0][at->from] += (uint32_t)strlen(at->text) +
		    ((at->flags & (SYN | FIN)) != 0);
		sent[1][at->from] += (uint32_t)strlen(at->other) +
		    ((at->flags & (SYN | FIN)) != 0);
	}
}

int
main(int argc, char **argv)
{
	static const uint8_t header[24] = {
		0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		0, 0, 4, 0, 1, 0, 0, 0
	};
	uint32_t n, i;

	if (argc != 6) {
		fprintf(stderr, "tool_make KIND SEED N OUT TRUTH\n");
		return (2);
	}
	rng = strtoull(argv[2], NULL, 10);
	n = (uint32_t)strtoul(argv[3], NULL, 10);
	out = fopen(argv[4], "wb");
	truth = fopen(argv[5], "w");
	if (out == NULL || truth == NULL)
		return (1);
	setvbuf(out, NULL, _IOFBF, 1 << 20);
	fwrite(header, 1, sizeof header, out);
	if (strcmp(argv[1], "office") == 0)
		make_office(n);
	else if (strcmp(argv[1], "flood") == 0)
		make_flood(n);
	else if (strcmp(argv[1], "million") == 0)
		make_million(n);
	else if (strcmp(argv[1], "mail") == 0)
		for (i = 0; i < n; i++)
			mail_session(0xc0a84d0a + draw(40), next_port(),
			    draw(4) != 0);
	else if (!make_traffic(argv[1], n))
		return (2);
	return (fclose(out) != 0 || fclose(truth) != 0);
}
