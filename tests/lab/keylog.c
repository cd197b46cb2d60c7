/*
 * Preloaded into the chroots (etc/ld.so.preload): every OpenSSL and GnuTLS
 * session writes its secrets to LOG, in NSS key log form, so that the lab can
 * read what it has captured.  Some servers lock themselves into an empty
 * directory before the first session; so the file is opened at the start, on
 * a high descriptor, and closefrom() leaves it open.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LOG	"/var/keylog/keys"
#define OPENSSL	"libssl.so.3"
#define GNUTLS	"libgnutls.so.30"

struct datum {			/* gnutls_datum_t */
	unsigned char	*p;
	unsigned int	 len;
};

static int log_fd = -1;

__attribute__((constructor)) static void
log_open(void)
{
	int fd = open(LOG, O_WRONLY | O_APPEND | O_CLOEXEC);

	if (fd < 0)
		return;
	log_fd = fcntl(fd, F_DUPFD_CLOEXEC, 700);
	if (log_fd < 0)
		log_fd = fd;
	else
		close(fd);
}

static void
log_line(const char *line, size_t len)
{
	if (log_fd >= 0 && write(log_fd, line, len) == (ssize_t)len)
		return;
	log_open();
	if (log_fd >= 0 && write(log_fd, line, len) < 0)
		log_fd = -1;
}

/*
 * The library's own function.  A program that loads the library for itself
 * alone, as Python does, keeps it out of the search; it is there all the same.
 */
static void *
real_one(const char *library, const char *name)
{
	void *f = dlsym(RTLD_NEXT, name);
	void *handle;

	if (f != NULL)
		return (f);
	handle = dlopen(library, RTLD_LAZY | RTLD_NOLOAD);
	return (handle == NULL ? NULL : dlsym(handle, name));
}

static void
openssl_line(const void *ssl, const char *line)
{
	char buf[1024];
	int len = snprintf(buf, sizeof buf, "%s\n", line);

	(void)ssl;
	if (len > 0 && len < (int)sizeof buf)
		log_line(buf, (size_t)len);
}

void *
SSL_new(void *ctx)
{
	void *(*real)(void *) = real_one(OPENSSL, "SSL_new");
	void (*set)(void *, void (*)(const void *, const char *)) =
	    real_one(OPENSSL, "SSL_CTX_set_keylog_callback");

	if (set != NULL && ctx != NULL)
		set(ctx, openssl_line);
	return (real(ctx));
}

static size_t
hex(char *out, const struct datum *d)
{
	unsigned int i;

	for (i = 0; i < d->len && i < 128; i++)
		sprintf(out + 2 * i, "%02x", d->p[i]);
	return (2 * i);
}

static int
gnutls_line(void *session, const char *label, const struct datum *secret)
{
	void (*random)(void *, struct datum *, struct datum *) =
	    real_one(GNUTLS, "gnutls_session_get_random");
	struct datum client, server;
	char buf[1024];
	size_t len;

	if (random == NULL || strlen(label) > 100)
		return (0);
	random(session, &client, &server);
	len = (size_t)sprintf(buf, "%s ", label);
	len += hex(buf + len, &client);
	buf[len++] = ' ';
	len += hex(buf + len, secret);
	buf[len++] = '\n';
	log_line(buf, len);
	return (0);
}

int
gnutls_init(void **session, unsigned int flags)
{
	int (*real)(void **, unsigned int) = real_one(GNUTLS, "gnutls_init");
	void (*set)(void *, int (*)(void *, const char *,
	    const struct datum *)) =
	    real_one(GNUTLS, "gnutls_session_set_keylog_function");
	int rc = real(session, flags);

	if (rc == 0 && set != NULL)
		set(*session, gnutls_line);
	return (rc);
}

void
closefrom(int low)
{
	int fd;

	for (fd = low; fd < 1024; fd++)
		if (fd != log_fd)
			close(fd);
}
