/* Which frames a probe has caused itself (engine/probe_own.c). */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "engine/probe.h"
#include "engine/probe_own.h"
#include "frames.h"

static const struct end server = { { 203, 0, 113, 42 }, 993, 2 };
static struct probe *probe;
static struct probe_syn asked;

static bool
is_own(const struct end *from, const struct end *to, uint32_t seq,
    uint32_t ack, uint8_t flags)
{
	uint8_t bytes[FRAME_HEAD];
	const struct frame f = { .when_ns = 1, .link = ETHERNET,
	    .wire_bytes = FRAME_HEAD, .bytes = { bytes, FRAME_HEAD } };

	frame_head(bytes, from, to, seq, ack, flags, 0);
	return (probe_is_own(probe, &f));
}

static struct end
us(uint16_t port)
{
	return ((struct end){ { 192, 168, 1, 1 }, port, 1 });
}

static void
the_question_is_own(void **state)
{
	const struct end from = us(asked.from_port);

	(void)state;
	assert_true(is_own(&from, &server, asked.seq, 0, SYN));
}

static void
its_answers_are(void **state)
{
	const struct end from = us(asked.from_port);

	(void)state;
	assert_true(is_own(&server, &from, 7, asked.seq + 1, SYN | ACK));
	assert_true(is_own(&server, &from, 0, asked.seq + 1, RST | ACK));
}

static void
the_kernels_reset_is(void **state)
{
	const struct end from = us(asked.from_port);

	(void)state;
	assert_true(is_own(&from, &server, asked.seq + 1, 0, RST));
}

/* Another number, another port, another host, and payload's own flags. */
static void
a_programs_frames_are_not(void **state)
{
	const struct end from = us(asked.from_port), other = us(51000);
	const struct end elsewhere = { { 203, 0, 113, 43 }, 993, 2 };

	(void)state;
	assert_false(is_own(&from, &server, asked.seq + 1, 0, SYN));
	assert_false(is_own(&other, &server, asked.seq, 0, SYN));
	assert_false(is_own(&from, &elsewhere, asked.seq, 0, SYN));
	assert_false(is_own(&server, &other, 7, asked.seq + 1, SYN | ACK));
	assert_false(is_own(&server, &from, 7, asked.seq + 2, SYN | ACK));
	assert_false(is_own(&from, &server, asked.seq + 2, 9, ACK));
}

static int
set_up(void **state)
{
	struct probe_setup s = { .host = "", .key = { 1, 2, 3 },
	    .n_addresses = 1, .n_ports = 1 };

	(void)state;
	s.addresses[0] = ip_v4(server.ip);
	probe = probe_new(&s);
	return (probe != NULL && probe_due(probe, 1, &asked) &&
	    asked.to_port == server.port ? 0 : -1);
}

static int
tear_down(void **state)
{
	(void)state;
	probe_free(probe);
	return (0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_question_is_own),
		cmocka_unit_test(its_answers_are),
		cmocka_unit_test(the_kernels_reset_is),
		cmocka_unit_test(a_programs_frames_are_not),
	};

	return (cmocka_run_group_tests(tests, set_up, tear_down));
}
