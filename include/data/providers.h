/*
 * Mail hosts of providers that run no locker of data/policies.c: what they do
 * to an address that fails is their own, and nothing is foretold of it.
 */

#ifndef DATA_PROVIDERS_H
#define DATA_PROVIDERS_H

struct provider {
	const char *domain;	/* and all below it */
	const char *who;
	const char *source;
};

/* The provider whose host bears this name, or NULL. */
const struct provider	*provider_of(const char *host_name);

#endif
