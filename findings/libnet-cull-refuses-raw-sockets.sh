#!/bin/sh
# libnet_adv_cull_packet() refuses raw sockets, though they are "advanced" too.
#
# Seen with libnet 1.1.6 (Debian 12).  <libnet/libnet-functions.h> says of it:
# "only available when libnet is initialized in advanced mode".  There are three
# such modes, LIBNET_LINK_ADV, LIBNET_RAW4_ADV and LIBNET_RAW6_ADV; with the
# last two it fails with "advanced link mode not enabled", the packet whole and
# ready.  So whoever wants the finished bytes of a routed packet - to send them
# to a scoped IPv6 address, or from a process that may make one system call -
# does not get them by the way that is described.
#
# What helps: libnet_pblock_coalesce(), which libnet_write() itself calls; it is
# in the same header, marked "[Internal]", and gives the bytes with their sums.
#
# It needs Debian or Ubuntu, apt-get, cc, and root for the raw socket; nothing is
# sent.  Exit 0: as told here; 1: it has changed, or this version is not to be
# had.
set -e
[ "$(id -u)" = 0 ] || { echo "a raw socket needs root"; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
get="apt-get -q download libnet1=1.1.6+dfsg-3.2 libnet1-dev=1.1.6+dfsg-3.2"
$get > log 2>&1 || { apt-get -q update > log 2>&1; $get > log 2>&1; } ||
    { echo "these versions are not to be had any more"; cat log; exit 1; }
for deb in *.deb; do dpkg -x "$deb" root; done
cat > cull.c <<'C'
#include <libnet.h>
#include <stdio.h>
#include <string.h>

int
main(void)
{
	char why[LIBNET_ERRBUF_SIZE];
	libnet_t *l = libnet_init(LIBNET_RAW4_ADV, NULL, why);
	uint32_t us = htonl(INADDR_LOOPBACK), n = 0;
	uint8_t *bytes = NULL;

	if (l == NULL)
		return (printf("%s\n", why), 1);
	libnet_build_tcp(40000, 993, 1, 0, TH_SYN, 1024, 0, 0, LIBNET_TCP_H,
	    NULL, 0, l, 0);
	libnet_build_ipv4(LIBNET_IPV4_H + LIBNET_TCP_H, 0, 0, 0, 64,
	    IPPROTO_TCP, 0, us, us, NULL, 0, l, 0);
	printf("cull: %d, %s", libnet_adv_cull_packet(l, &bytes, &n),
	    libnet_geterror(l));
	printf("coalesce: %d, ", libnet_pblock_coalesce(l, &bytes, &n));
	printf("%u bytes, a sum of %02x%02x\n", n, bytes[36], bytes[37]);
	return (0);
}
C
lib=$(dirname "$(find root -name 'libnet.so.1')")
cc -D_DEFAULT_SOURCE -Iroot/usr/include cull.c -o cull "$lib/libnet.so.1"
LD_LIBRARY_PATH=$lib ./cull | tee said
grep -q '^cull: -1, .*advanced link mode not enabled' said
grep -q '^coalesce: 1, 40 bytes, a sum of [0-9a-f]*$' said
