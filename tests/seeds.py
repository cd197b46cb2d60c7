#!/usr/bin/env python3
"""Seeds for the fuzz corpora, out of captures: seeds.py PCAP... (run by hand).

Writes a few short inputs per capture to tests/fuzz/corpus/{packet,neighbour,
engine}, named by their digest.  Without a capture: failed logins and what a
locked host then answers, for both IP versions, to {packet,engine,judge}.
"""
import hashlib
import os
import struct
import sys

PORTS = {53: 2, 5353: 3, 5355: 4, 137: 5, 138: 6}


def save(target, data):
    d = "tests/fuzz/corpus/" + target
    os.makedirs(d, exist_ok=True)
    name = hashlib.sha1(data).hexdigest()[:16]
    with open(os.path.join(d, name), "wb") as f:
        f.write(data)


def frames(path):
    raw = open(path, "rb").read()
    e = "<" if raw[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    link = struct.unpack(e + "I", raw[20:24])[0]
    at = 24
    while at + 16 <= len(raw):
        n = struct.unpack(e + "I", raw[at + 8:at + 12])[0]
        yield link, raw[at + 16:at + 16 + n]
        at += 16 + n


def neighbour(f):
    if f[12:14] == b"\x08\x06":
        save("neighbour", b"\0" + f[14:])
    if f[12:14] == b"\x86\xdd" and f[20] == 58:
        save("neighbour", b"\1" + f[54:])
    if f[12:14] == b"\x08\x00" and f[23] == 17:
        src, dst = struct.unpack(">HH", f[34:38])
        kind = PORTS.get(src, 7 if src == 68 else 8 if src == 67 else None)
        if kind is not None:
            save("neighbour", bytes([kind]) + f[42:])


def ip(is_v4, src, dst, proto, body):
    if is_v4:
        return struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(body), 1, 0, 64,
                           proto, 0) + src + dst + body
    return struct.pack(">IHBB", 6 << 28, len(body), proto, 64) + src + dst + \
        body


class Host:
    """A POP3 server and its client; said: [ms since the last, packet]."""

    def __init__(self, is_v4):
        self.v4, self.said, self.port = is_v4, [], 40000
        self.ends = [bytes([192, 168, 77, 10]), bytes([203, 0, 113, 42])] \
            if is_v4 else [bytes.fromhex("20010db8" + "0" * 23 + n)
                           for n in "12"]

    def segment(self, way, flags, seq, ack, text=b""):
        ports = [self.port, 110]
        return ip(self.v4, self.ends[way], self.ends[1 - way], 6,
                  struct.pack(">HHIIBBHHH", ports[way], ports[1 - way], seq,
                              ack, 0x50, flags, 1024, 0, 0) + text)

    def say(self, ms, *what):
        self.said.append((ms, self.segment(*what)))

    def open(self, ms):
        self.port += 1
        self.say(ms, 0, 0x02, 99, 0)
        self.say(20, 1, 0x12, 499, 100)

    def fail(self, times):
        seq, ack = [100, 500], b"-ERR [AUTH] no\r\n"
        self.open(100)
        self.say(20, 1, 0x18, 500, 100, b"+OK hi\r\n")
        seq[1] += 8
        for _ in range(times):
            for ask, answer in ((b"USER a\r\n", b"+OK\r\n"),
                                (b"PASS b\r\n", ack)):
                self.say(500, 0, 0x18, seq[0], seq[1], ask)
                seq[0] += len(ask)
                self.say(500, 1, 0x18, seq[1], seq[0], answer)
                seq[1] += len(answer)
        self.say(9, 0, 0x11, seq[0], seq[1])
        self.say(9, 1, 0x11, seq[1], seq[0] + 1)

    def silent(self):
        self.port += 1
        for ms in (2000, 1000, 2000, 4000):
            self.say(ms, 0, 0x02, 99, 0)

    def reset(self):
        for ms in (2000, 6000, 6000):
            self.port += 1
            self.say(ms, 0, 0x02, 99, 0)
            self.say(5, 1, 0x14, 0, 100)

    def icmp(self, code, by=None):
        """By the host itself, or by a router."""
        kind, number = (3, 1) if self.v4 else (1, 58)
        for _ in range(3):
            self.port += 1
            self.say(1500, 0, 0x02, 99, 0)
            self.said.append((5, ip(
                self.v4, by or self.ends[1], self.ends[0], number,
                bytes([kind, code]) + bytes(6) + self.said[-1][1])))

    def write(self):
        save("engine", b"\3" + b"".join(
            struct.pack(">HH", ms, len(p)) + p for ms, p in self.said))
        last = [p for _, p in self.said[-8:]]
        save("packet", b"\5\0" + b"".join(
            struct.pack(">H", len(p)) + p for p in last))


def openings():
    for is_v4 in (True, False):
        router = bytes([10, 0, 0, 1]) if is_v4 else b"\xfd" + bytes(15)
        prohibited, port = (13, 3) if is_v4 else (1, 4)
        for refuse in (Host.silent, Host.reset,
                       lambda h: h.icmp(prohibited), lambda h: h.icmp(port),
                       lambda h: h.icmp(0, router)):
            h = Host(is_v4)
            h.fail(4)
            refuse(h)
            if h.said[-1][0] < 2000:
                h.open(3000)
            h.write()


# Records of fuzz_judge.c.
LOGIN, CORRECT, ELSEWHERE, NEWS, LOOK, OPENING = 1, 5, 7, 8, 10, 11
ANSWERED, SILENT, RESET, REJECTED, UNREACHABLE = range(5)


def record(what, step, outcome=0x42, end=0, host=1, client=10, text=1):
    """outcome: 0x42 failed, 0x21 got in; 0x80 more: inferred, of IMAP."""
    return bytes([what, client, client & 7, host, 0, outcome, end, text, 1,
                  step])


def ledger():
    known = record(NEWS, 1, 1, 5) + record(ELSEWHERE, 1, 0x43, client=0x61)
    begun = known + record(OPENING, 1, end=ANSWERED) + record(LOGIN, 10) * 4
    others = b"".join(record(OPENING, 1, host=n) for n in range(2, 31))
    others += b"".join(record(OPENING, 1, host=n | 32) for n in range(1, 31))
    ended = record(LOOK, 1) + record(OPENING, 9, end=ANSWERED)
    inferred = record(LOGIN, 10, 0xc3) * 4
    for setup in (b"\0\0", b"\5\xff"):
        for end in (SILENT, RESET, REJECTED, UNREACHABLE):
            tried = record(OPENING, 8, end=end, client=11) * 5
            save("judge", setup + begun + tried + ended)
        tried = record(OPENING, 8, end=SILENT) * 5
        save("judge", setup + begun + tried + others + ended)
        back = b"".join(record(CORRECT, 3, 0x20, client=n) for n in range(4))
        save("judge", setup + known + record(OPENING, 1) + inferred + back +
             tried + ended)


def faces():
    """One name at two MACs, one secret: joined, then seen at once, or split."""
    def of(client, what, step, outcome=0x42, end=0):
        return record(what, step, outcome, end, client=client)
    named = of(10, NEWS, 1, 1, 5) + of(11, NEWS, 1, 1, 5)
    joined = named + of(10, LOGIN, 10) * 2 + of(11, LOGIN, 250) * 2
    turns = of(10, LOGIN, 10) + of(11, LOGIN, 10) + of(10, LOGIN, 10)
    router = of(11, NEWS, 1, 4)
    crowd = b"".join(of(n, NEWS, 1, 1, 5) + of(n, LOGIN, 250)
                     for n in range(12, 31))
    for setup in (b"\0\0", b"\x08\0", b"\5\xff"):
        for then in (b"", turns, router, turns + router, crowd):
            save("judge", setup + joined + then + record(LOOK, 1))


LINKS = [1, 0, 108, 113, 276, 101]
if len(sys.argv) == 1:
    openings()
    ledger()
    faces()
for path in sys.argv[1:]:
    some = list(frames(path))
    link = some[0][0]
    if link == 1:
        for _, f in some[:400]:
            neighbour(f)
    mail = [f for _, f in some if len(f) < 700][:60]
    index = LINKS.index(link) if link in LINKS else 0
    save("packet", bytes([index, 0]) + b"".join(
        struct.pack(">H", len(f)) + f for f in mail[:6]))
    save("engine", bytes([{1: 0, 113: 1, 276: 2, 101: 3}.get(link, 0)]) +
         b"".join(struct.pack(">HH", 20, len(f)) + f for f in mail))
