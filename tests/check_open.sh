#!/bin/sh
# Three thousand encrypted sessions still open when the capture ends, and the
# same with an hour's leap behind them: each is told once, none is lost for
# want of room in the ring of events.
p=${PROGRAM:-build/lockhound}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 - "$dir" <<'PY'
import struct
import sys

CLIENT, SERVER = bytes([192, 168, 77, 5]), bytes([203, 0, 113, 42])
HELLO = (b"\x16\x03\x01\x00\x2f\x01\x00\x00\x2b\x03\x03" + b"A" * 32 +
         b"\x00\x00\x02\x13\x01\x01\x00\x00\x00")
ANSWER = (b"\x16\x03\x03\x00\x2a\x02\x00\x00\x26\x03\x03" + b"A" * 32 +
          b"\x00\x13\x01\x00")
DATA = b"\x17\x03\x03\x00\x04abcd"


def frame(s, src, dst, sp, dp, seq, ack, flags, data):
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 40 + len(data), 1, 0x4000, 64,
                     6, 0, src, dst)
    tcp = struct.pack(">HHIIBBHHH", sp, dp, seq, ack, 0x50, flags, 64240, 0, 0)
    f = b"\xe4\x8d\x8c\1\2\3\xa0\x36\x9f\1\2\3\x08\0" + ip + tcp + data
    return struct.pack("<IIII", s, 0, len(f), len(f)) + f


t = 1795475900
raw = struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1)
for i in range(3000):
    up = (t, CLIENT, SERVER, 10000 + i, 993)
    down = (t, SERVER, CLIENT, 993, 10000 + i)
    raw += frame(*up, 100, 0, 2, b"") + frame(*down, 500 + i, 101, 18, b"")
    raw += frame(*up, 101, 501 + i, 24, HELLO)
    raw += frame(*down, 501 + i, 101 + len(HELLO), 24, ANSWER)
    raw += frame(*up, 101 + len(HELLO), 501 + i + len(ANSWER), 24, DATA)
open(sys.argv[1] + "/open.pcap", "wb").write(raw)
leap = frame(t + 7200, CLIENT, SERVER, 9, 993, 1, 0, 2, b"")
open(sys.argv[1] + "/leap.pcap", "wb").write(raw + leap * 3)
PY
bad=0
for f in open leap; do
	n=$("$p" --json -r "$dir/$f.pcap" | grep -c '"not-seen"')
	echo "$f: $n of 3000"
	[ "$n" = 3000 ] || bad=1
done
exit $bad
