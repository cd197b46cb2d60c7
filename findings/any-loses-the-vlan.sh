#!/bin/sh
# tcpdump -i any writes the frames of two VLANs as if they were one network.
#
# Seen with tcpdump 4.99.3 and libpcap 1.10.3 (Debian 12).  Two SYNs to port
# 143 come down one cable, from one and the same private address: one tagged
# VLAN 10, one VLAN 20, as two sites behind one trunk may have them.  Captured
# on the interface both keep their tags.  On "any" the tags are gone from the
# file: nothing in it tells one 192.0.2.7 from the other.
#
# It is the second form of the cooked header (LINKTYPE_LINUX_SLL2, 276), which
# tcpdump takes for "any" since 4.99, that has lost them: the older form
# (-y LINUX_SLL, 113) over the same frames at the same time has both tags.  In
# exchange that one does not say which interface a frame was seen on.  And in
# neither can a filter ask for them: "vlan" does not compile.  Neither
# tcpdump(1) nor the description of the link type speaks of it; libpcap's issue
# 1105 does.
#
# What helps: capture on the trunk's own interface, or -y LINUX_SLL.
#
# It needs Debian or Ubuntu, apt-get, python3, iproute2, and root, for a network
# namespace of its own with a veth pair in it.  Exit 0: as told here; 1: it has
# changed, or the packages of these versions are not to be had.
set -e
[ "$(id -u)" = 0 ] || { echo "capturing needs root"; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
get="apt-get -q download tcpdump=4.99.3-1 libpcap0.8=1.10.3-1"
$get > log 2>&1 || { apt-get -q update > log 2>&1; $get > log 2>&1; } ||
    { echo "these versions are not to be had any more"; cat log; exit 1; }
for deb in *.deb; do dpkg -x "$deb" root; done
cat > send.py <<'PY'
import socket
import struct

wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
wire.bind(("va", 0))
tcp = struct.pack(">HHIIBBHHH", 50000, 143, 1, 0, 0x50, 2, 8192, 0, 0)
for vlan in (10, 20):
    ip = struct.pack(">BBHHHBBH4B4B", 0x45, 0, 40, vlan, 0, 64, 6, 0,
                     192, 0, 2, 7, 198, 51, 100, 1) + tcp
    wire.send(bytes.fromhex("020000000002 020000000001") +
              struct.pack(">HHH", 0x8100, vlan, 0x0800) + ip)
PY
cat > inside.sh <<'SH'
set -e
ip link add va type veth peer name vb
ip link set va up
ip link set vb up
# As root it would become a user who may not write in this folder.
root/usr/bin/tcpdump -Z root -U -n -i any -w sll2.pcap 2> sll2 & all=$!
root/usr/bin/tcpdump -Z root -U -n -i any -y LINUX_SLL -w sll.pcap 2> sll &
all="$all $!"
root/usr/bin/tcpdump -Z root -U -n -i vb -w cable.pcap 2> cable & all="$all $!"
trap 'kill $all; wait' EXIT
for try in 1 2 3 4 5 6 7 8 9 10; do
	[ "$(cat sll2 sll cable | grep -c '^tcpdump: listening on')" = 3 ] &&
	    break
	sleep 1
done
python3 send.py
sleep 2
for form in sll2 sll; do
	# what is said of a filter for tagged frames
	root/usr/bin/tcpdump -Z root -d "vlan" -r $form.pcap > /dev/null \
	    2> $form.filter || true
done
SH
LD_LIBRARY_PATH=$PWD/$(dirname "$(find root -name libpcap.so.0.8 | head -n 1)")
export LD_LIBRARY_PATH
root/usr/bin/tcpdump --version 2>&1 | head -n 2
timeout 60 unshare -n sh inside.sh ||
    { echo "it did not run"; cat sll2 sll cable; exit 1; }
changed=0
row() {		# capture, how it was made, how many frames had VLAN 10 and 20
	root/usr/bin/tcpdump -Z root -enr "$1.pcap" 2> /dev/null |
	    grep ' > 198.51.100.1.143: ' > frames || true
	# "any" has met each frame twice, on either end of the cable
	said=
	for what in 'vlan 10,' 'vlan 20,' ''; do
		said="$said $(grep -c "$what" frames || true)"
	done
	echo "$2: VLAN 10, VLAN 20, all frames:$said"
	[ "$said" = "$3" ] || { echo "^ it was$3"; changed=1; }
}
row cable "on the interface" " 1 1 2"
row sll "on any, LINUX_SLL" " 2 2 4"
row sll2 "on any, as it comes (LINUX_SLL2)" " 0 0 4"
for form in sll2 sll; do
	grep '^tcpdump: no VLAN support' $form.filter ||
	    { echo "^ vlan was refused in a filter over $form"; changed=1; }
done
exit $changed
