#!/bin/sh
# A libnet context that is only to send gets a copy of every frame there is.
#
# Seen with libnet 1.1.6 (Debian 12) and Linux 6.18.  For LIBNET_LINK it opens a
# packet socket for ETH_P_ALL and never binds it to the interface that it was
# given.  libnet never reads from it; but the kernel queues there what comes and
# goes on every interface of the machine, the loopback too, until the buffer is
# full, and copies each further frame's headers to find that out.  On a gateway
# that is all of its traffic; and mail passwords in clear, as they pass by, lie
# in the receive buffer of a process whose only work is to send.
#
# What helps: a filter on libnet_getfd() that takes nothing (BPF_RET 0), right
# after libnet_init().  To bind the socket to the protocol 0 would be as good.
#
# It needs Debian or Ubuntu, apt-get, cc, iproute2, and root, for a network
# namespace of its own; the only traffic is a ping of itself.  Exit 0: as told
# here; 1: it has changed, or this version is not to be had.
set -e
[ "$(id -u)" = 0 ] || { echo "a packet socket needs root"; exit 1; }
dir=$(mktemp -d)
net=hears$$
trap 'ip netns del $net 2>/dev/null; rm -rf "$dir"' EXIT
cd "$dir"
get="apt-get -q download libnet1=1.1.6+dfsg-3.2 libnet1-dev=1.1.6+dfsg-3.2"
$get > log 2>&1 || { apt-get -q update > log 2>&1; $get > log 2>&1; } ||
    { echo "these versions are not to be had any more"; cat log; exit 1; }
for deb in *.deb; do dpkg -x "$deb" root; done
cat > hears.c <<'C'
#include <libnet.h>
#include <linux/filter.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

/* Frames of a datagram to ourselves that wait at the socket. */
static int
heard(libnet_t *l)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
	    .sin_port = htons(9), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	char bytes[2048];
	int fd = socket(AF_INET, SOCK_DGRAM, 0), n = 0;

	while (recv(libnet_getfd(l), bytes, sizeof bytes, MSG_DONTWAIT) > 0)
		;
	sendto(fd, "secret", 6, 0, (struct sockaddr *)&to, sizeof to);
	close(fd);
	while (recv(libnet_getfd(l), bytes, sizeof bytes, MSG_DONTWAIT) > 0)
		n += memmem(bytes, sizeof bytes, "secret", 6) != NULL;
	return (n);
}

int
main(void)
{
	struct sock_filter none = { BPF_RET | BPF_K, 0, 0, 0 };
	struct sock_fprog program = { 1, &none };
	char why[LIBNET_ERRBUF_SIZE];
	libnet_t *l = libnet_init(LIBNET_LINK, "va", why);

	if (l == NULL)
		return (printf("%s\n", why), 1);
	printf("of the loopback, by a context for va: %d\n", heard(l));
	setsockopt(libnet_getfd(l), SOL_SOCKET, SO_ATTACH_FILTER, &program,
	    sizeof program);
	printf("with the filter: %d\n", heard(l));
	return (0);
}
C
lib=$(dirname "$(find root -name 'libnet.so.1')")
cc -D_GNU_SOURCE -Iroot/usr/include hears.c -o hears "$lib/libnet.so.1"
ip netns add $net
ip -n $net link set lo up
ip -n $net link add va up type veth peer name vb
LD_LIBRARY_PATH=$lib ip netns exec $net ./hears | tee said
grep -q '^of the loopback, by a context for va: [1-9]' said
grep -qx 'with the filter: 0' said
