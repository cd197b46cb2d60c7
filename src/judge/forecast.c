/* Failures counted as lockers count them. */

#include "judge/forecast.h"

#include <string.h>

#include "base/when.h"

static void
count(const struct mailhost *m, const struct policy *p, int64_t now_ns,
    struct forecast *out)
{
	int64_t from_ns = now_ns - p->window_s * NS_PER_S;
	const struct failed_login *f;
	uint32_t i;

	memset(out, 0, sizeof *out);
	out->policy = p;
	for (i = 0; (f = mailhost_failed_login(m, i)) != NULL; i++) {
		if (f->when_ns <= from_ns || (p->protos >> f->proto & 1) == 0)
			continue;
		if (out->failures == 0 || f->when_ns < out->first_ns)
			out->first_ns = f->when_ns;
		if (f->when_ns > out->last_ns)
			out->last_ns = f->when_ns;
		out->failures++;
	}
	if (out->failures < p->failures)
		out->left = p->failures - out->failures;
	if (out->failures > 1)
		out->eta_ns = (out->last_ns - out->first_ns) /
		    (out->failures - 1) * out->left;
}

/* Is f nearer to its lock than the other?  A used-up policy is not near. */
static bool
is_nearer(const struct forecast *f, const struct forecast *than)
{
	if (than->policy == NULL || (f->left == 0) != (than->left == 0))
		return (than->policy == NULL || than->left == 0);
	return (f->left < than->left);
}

void
forecast(const struct mailhost *m, int64_t now_ns, struct forecast *out)
{
	const struct policy *rows;
	struct forecast f;
	size_t i, n;

	memset(out, 0, sizeof *out);
	rows = policies_all(&n);
	for (i = 0; i < n; i++) {
		count(m, &rows[i], now_ns, &f);
		if (f.failures * 2 >= rows[i].failures && is_nearer(&f, out))
			*out = f;
	}
}
