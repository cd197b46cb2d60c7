/* What is said where the kernel cannot be given a filter. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <pcap.h>

#include <cmocka.h>

#include "edge/bpf.h"

static void
refusal(const char *expression, int link, struct err *err)
{
	struct bpf *ps = bpf_new(expression, false);
	pcap_t *dead = pcap_open_dead(link, 65535);

	assert_non_null(ps);
	assert_non_null(dead);
	assert_int_equal(bpf_attach(ps, dead, "some0", err), -1);
	pcap_close(dead);
	bpf_free(ps);
}

static void
a_link_without_filters_is_not_the_filters_fault(void **state)
{
	struct err err;

	(void)state;
	refusal(NULL, DLT_CAN_SOCKETCAN, &err);
	assert_null(strstr(err.text, "not understood"));
	assert_non_null(strstr(err.text, "(CAN_SOCKETCAN)"));
	refusal("host 192.0.2.1", DLT_CAN_SOCKETCAN, &err);
	assert_null(strstr(err.text, "not understood"));
}

static void
a_filter_that_means_nothing_is(void **state)
{
	struct err err;

	(void)state;
	refusal("host and", DLT_EN10MB, &err);
	assert_non_null(strstr(err.text, "the filter is not understood: "));
	refusal("host and", DLT_RAW, &err);
	assert_non_null(strstr(err.text, "the filter is not understood: "));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_link_without_filters_is_not_the_filters_fault),
		cmocka_unit_test(a_filter_that_means_nothing_is),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
