#!/bin/sh
# A capture filter that finds nothing in a capture that tcpdump reads.
#
# Seen with tcpdump 4.99.3 and libpcap 1.10.3 (Debian 12).  Two captures hold
# one and the same IPv4 SYN to port 143, one behind a frame-relay header
# (LINKTYPE_FRELAY, 107: Q.922 address, 0x03, NLPID 0xcc, RFC 2427), one behind
# SLIP's sixteen bytes (LINKTYPE_SLIP, 8).  tcpdump prints the SYN from both.
# Asked for "tcp port 143" it prints it from neither; and "ip" finds it behind
# frame relay, but not behind SLIP.  So a filter over such a file looks like
# "there is no mail in it".
#
# The code that libpcap makes says why: it looks for the port in front of the
# place where IP stands.  What helps: no filter, or the filter over a copy
# without the link's header, as raw IP.
#
# It needs Debian or Ubuntu, apt-get and python3.  Exit 0: as told here; 1: it
# has changed, or the packages of these versions are not to be had.
set -e
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
apt-get -q download tcpdump=4.99.3-1 libpcap0.8=1.10.3-1 > log 2>&1 ||
    { apt-get -q update > log 2>&1
    apt-get -q download tcpdump=4.99.3-1 libpcap0.8=1.10.3-1 > log 2>&1; } ||
    { echo "these versions are not to be had any more"; cat log; exit 1; }
for deb in *.deb; do dpkg -x "$deb" root; done
cat > make.py <<'PY'
import struct

tcp = struct.pack(">HHIIBBHHH", 50000, 143, 1, 0, 0x50, 2, 8192, 0, 0)
ip = struct.pack(">BBHHHBBH4B4B", 0x45, 0, 40, 1, 0, 64, 6, 0,
                 192, 0, 2, 1, 192, 0, 2, 2) + tcp
for name, link, head in (("frelay", 107, b"\x18\x41\x03\xcc"),
                         ("slip", 8, bytes(16)), ("raw", 101, b"")):
    with open(name + ".pcap", "wb") as f:
        f.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, link))
        f.write(struct.pack("<IIII", 1795475900, 0, len(head + ip),
                            len(head + ip)) + head + ip)
PY
python3 make.py
lib=$(dirname "$(find root -name 'libpcap.so.0.8' | head -n 1)")
# As root it would become a user who may not read this folder.
as=
[ "$(id -u)" != 0 ] || as="-Z root"
found() {	# capture, filter...: how many packets are printed
	LD_LIBRARY_PATH="$lib" root/usr/bin/tcpdump $as -nr "$@" 2>/dev/null |
	    grep -c ' > 192.0.2.2.143: ' || true
}
LD_LIBRARY_PATH="$lib" root/usr/bin/tcpdump --version 2>&1 | head -n 2
changed=0
row() {		# capture, what is expected of: no filter, ip, tcp port 143
	said="$(found "$1") $(found "$1" ip) $(found "$1" tcp port 143)"
	echo "$1: no filter, \"ip\", \"tcp port 143\" find: $said"
	[ "$said" = "$2" ] || { echo "^ it was $2"; changed=1; }
}
row raw.pcap "1 1 1"
row frelay.pcap "1 1 0"
row slip.pcap "1 0 0"
exit $changed
