#!/bin/sh
# mergecap makes one file of two captures that tcpdump reads, and tcpdump does
# not read it.
#
# Seen with mergecap 4.0.17, tcpdump 4.99.3 and libpcap 1.10.3 (Debian 12).
# Two captures hold one SYN to port 143 each; they differ in the snapshot
# length that their headers name: 262144, as today's tcpdump writes it by
# default, and 65535, as older ones do.  tcpdump prints each.  Of the merged
# file it says "an interface has a snapshot length 65535 different from the
# snapshot length of the first interface" and prints not one packet, not even
# of the first capture; any other program that reads through libpcap is told
# the same.
#
# mergecap writes pcapng and keeps an interface for each capture.  libpcap can
# tell its callers of one snapshot length a file only, and its maintainers call
# that a limit of its interface (issue 1078).  mergecap(1) has -I for how
# interfaces are merged, but no mode of it helps, for those that differ are
# kept.  Nor does -s: it cuts packets and leaves what the interfaces say.
#
# What helps: mergecap -F pcap, or editcap -F pcap over the merged file.
#
# It needs Debian 12, apt-get and python3.  Exit 0: as told here; 1: it has
# changed, or the packages of these versions are not to be had.
set -e
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
wireshark=4.0.17-0+deb12u3
get="apt-get -q download tcpdump=4.99.3-1 libpcap0.8=1.10.3-1
    wireshark-common=$wireshark libwiretap13=$wireshark libwsutil14=$wireshark
    libglib2.0-0=2.74.6-2+deb12u9"
$get > log 2>&1 || { apt-get -q update > log 2>&1; $get > log 2>&1; } ||
    { echo "these versions are not to be had any more"; cat log; exit 1; }
for deb in *.deb; do dpkg -x "$deb" root; done
LD_LIBRARY_PATH=$PWD/$(dirname "$(find root -name libpcap.so.0.8 | head -n 1)")
export LD_LIBRARY_PATH
cat > make.py <<'PY'
import struct

tcp = struct.pack(">HHIIBBHHH", 50000, 143, 1, 0, 0x50, 2, 8192, 0, 0)
ip = struct.pack(">BBHHHBBH4B4B", 0x45, 0, 40, 1, 0, 64, 6, 0,
                 192, 0, 2, 7, 198, 51, 100, 1) + tcp
frame = bytes.fromhex("020000000002 020000000001 0800") + ip
for name, snaplen, when in (("office", 262144, 1795475900),
                            ("again", 262144, 1795475901),
                            ("router", 65535, 1795475902)):
    with open(name + ".pcap", "wb") as f:
        f.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, snaplen, 1))
        f.write(struct.pack("<IIII", when, 0, len(frame), len(frame)) + frame)
PY
python3 make.py
root/usr/bin/mergecap --version | head -n 1
root/usr/bin/tcpdump --version 2>&1 | head -n 2
# As root it would become a user who may not read this folder.
as=
[ "$(id -u)" != 0 ] || as="-Z root"
changed=0
row() {		# the capture, what it is, how many packets tcpdump prints
	root/usr/bin/tcpdump $as -nr "$1" > out 2> err || true
	said=$(grep -c ' > 198.51.100.1.143: ' out || true)
	! grep -q "different from the snapshot length of the first" err ||
	    said="$said, refused"
	echo "$2: $said"
	[ "$said" = "$3" ] || { echo "^ it was $3"; changed=1; }
}
merge() {	# what is expected, captures and options of mergecap
	expect=$1
	shift
	root/usr/bin/mergecap -w merged "$@"
	row merged "mergecap $*" "$expect"
}
row office.pcap "office.pcap" 1
row router.pcap "router.pcap" 1
merge 2 office.pcap again.pcap
merge "0, refused" office.pcap router.pcap
for mode in none all any; do
	merge "0, refused" -I $mode office.pcap router.pcap
done
merge "0, refused" -s 65535 office.pcap router.pcap
root/usr/bin/editcap -F pcap merged plain
row plain "editcap -F pcap over that" 2
merge 2 -F pcap office.pcap router.pcap
exit $changed
