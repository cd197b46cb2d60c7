#!/usr/bin/env python3
"""The dialogues of tests/talks once more, inside TLS that a key log opens.

    sealed.py HOW OUT TALK...

Each talk is a connection of its own, from an address of its own.  Makes
OUT.clear.pcap (as they stand), OUT.sealed.pcap (the same inside TLS) and
OUT.keys.  HOW names version and suite, and what is odd about it, with commas:
tls13, tls12, tls11, tls10; a suite by OpenSSL's name; macfirst (no
encrypt-then-MAC); retry (the server wants another share); starttls; drop=N
(each N-th piece of what is said is lost, in both); snap=N; small (pieces of 7
bytes).
The library is Python's own, both ends in memory: no socket, no network.
"""
import os
import re
import ssl
import struct
import subprocess
import sys

BASE_S = 1795000000
SERVER = bytes([198, 51, 100, 7])
SEALED = {143: 993, 110: 995, 587: 465, 25: 465}
VERSIONS = {"tls13": ssl.TLSVersion.TLSv1_3, "tls12": ssl.TLSVersion.TLSv1_2,
            "tls11": ssl.TLSVersion.TLSv1_1, "tls10": ssl.TLSVersion.TLSv1}
NO_ENCRYPT_THEN_MAC = 0x80000
SEGMENT_BYTES = 1400
STARTTLS = {143: [(1, b"* OK hi\r\n"), (0, b"z9 STARTTLS\r\n"),
                  (1, b"z9 OK go\r\n")],
            110: [(1, b"+OK hi\r\n"), (0, b"STLS\r\n"), (1, b"+OK go\r\n")],
            587: [(1, b"220 m.example.test ESMTP\r\n"),
                  (0, b"EHLO x\r\n"), (1, b"250-m\r\n250 STARTTLS\r\n"),
                  (0, b"STARTTLS\r\n"), (1, b"220 go\r\n")]}


def unescape(text):
    """The pieces of a line, as test_talk.c cuts them."""
    out = [b""]
    for m in re.finditer(r"\\x([0-9a-fA-F]{2})|\\p|\||.", text, re.S):
        if m.group(1):
            out[-1] += bytes([int(m.group(1), 16)])
        elif m.group(0) == "\\p":
            out[-1] += b"|"
        elif m.group(0) == "|":
            out.append(b"")
        else:
            out[-1] += m.group(0).encode()
    return out


def talk_read(path):
    """(port, [(ms, side, bytes)], closes), or None for what is none of ours."""
    port, at, said, closes = 0, 0, [], False
    for line in open(path, encoding="utf-8").read().split("\n"):
        word, _, rest = line.partition(" ")
        if word == "port":
            port = int(rest)
        elif word == "at":
            at = int(rest)
        elif word in ("S", "C", "S-", "C-"):
            pieces = unescape(rest)
            if not word.endswith("-"):
                pieces[-1] += b"\r\n"
            said += [(at, int(word[0] == "S"), p) for p in pieces if p]
        elif word == "close":
            closes = True
        elif word and word[0] not in "#=":
            return None
    if port not in SEALED or len({side for _, side, _ in said}) < 2:
        return None
    return port, said, closes


class Wire:
    """Frames of several connections, sorted by time when they are written."""

    def __init__(self, drop=0, snap=0):
        self.frames, self.drop, self.snap, self.n = [], drop, snap, 0

    def put(self, conn, side, flags, data, ms, may_drop=False):
        ends = [(conn.ip, conn.sport), (SERVER, conn.port)]
        src, dst = ends[side], ends[1 - side]
        tcp = struct.pack(">HHIIBBHHH", src[1], dst[1], conn.seq[side],
                          conn.seq[1 - side], 5 << 4, flags, 65535, 0, 0)
        ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 40 + len(data), 1, 0, 64, 6,
                         0, src[0], dst[0])
        macs = [b"\2\0\0\0" + conn.ip[2:], b"\2\0\0\1\1\1"]
        frame = macs[1 - side] + macs[side] + b"\x08\0" + ip + tcp + data
        conn.seq[side] += len(data) + (1 if flags & 3 else 0)
        if may_drop:
            self.n += 1
            if self.drop and self.n % self.drop == 0:
                return
        self.frames.append((conn.clock(ms), frame))

    def write(self, path):
        with open(path, "wb") as f:
            f.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1))
            for us, frame in sorted(self.frames, key=lambda x: x[0]):
                kept = frame[:self.snap] if self.snap else frame
                f.write(struct.pack("<IIII", BASE_S + us // 1000000,
                                    us % 1000000, len(kept), len(frame)))
                f.write(kept)


class Connection:
    def __init__(self, wire, number, port):
        self.wire, self.port, self.sport = wire, port, 40000 + number
        self.ip = bytes([192, 168, 9 + number // 200, 1 + number % 200])
        self.seq, self.us = [1000, 5000], number * 60000000
        wire.put(self, 0, 2, b"", 0)
        wire.put(self, 1, 18, b"", 0)
        wire.put(self, 0, 16, b"", 0)

    def clock(self, ms):
        """Later than all before, and not before its time."""
        self.us += 200
        self.us = max(self.us, self.us // 60000000 * 60000000 + ms * 1000)
        return self.us

    def send(self, side, data, ms, may_drop=False):
        for i in range(0, len(data), SEGMENT_BYTES):
            self.wire.put(self, side, 24, data[i:i + SEGMENT_BYTES], ms,
                          may_drop and i == 0)

    def close(self, ms):
        self.wire.put(self, 0, 17, b"", ms)
        self.wire.put(self, 1, 17, b"", ms)
        self.wire.put(self, 0, 16, b"", ms)


class Tls:
    """Both ends of one connection, and what passes between them."""

    def __init__(self, how, conn, keys, cert):
        self.conn = conn
        self.raw = [ssl.MemoryBIO() for _ in range(4)]
        client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        for c in (client, server):
            suites = [x for x in how if x.isupper() or "-" in x]
            c.set_ciphers((suites[0] if suites and "tls13" not in how else
                           "ALL") + ":@SECLEVEL=0")
            version = VERSIONS[next(x for x in how if x in VERSIONS)]
            c.minimum_version = c.maximum_version = version
            if "macfirst" in how:
                c.options |= NO_ENCRYPT_THEN_MAC
        if "retry" in how:
            server.set_ecdh_curve("secp384r1")
        client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
        client.keylog_filename = keys
        server.load_cert_chain(cert)
        c_in, c_out, s_in, s_out = self.raw
        self.ends = [client.wrap_bio(c_in, c_out,
                                     server_hostname="mail.example.test"),
                     server.wrap_bio(s_in, s_out, server_side=True)]
        self.outs, self.ins = [c_out, s_out], [c_in, s_in]
        self.shake()

    def move(self, ms, may_drop=False):
        for side in (0, 1):
            data = self.outs[side].read()
            if data:
                self.conn.send(side, data, ms, may_drop)
                self.ins[1 - side].write(data)

    def shake(self):
        done = [False, False]
        for _ in range(20):
            for side in (0, 1):
                try:
                    if not done[side]:
                        self.ends[side].do_handshake()
                        done[side] = True
                except ssl.SSLWantReadError:
                    pass
                self.move(0)
            if all(done):
                return
        raise RuntimeError("no handshake")

    def say(self, side, data, ms):
        self.ends[side].write(data)
        self.move(ms, True)
        try:
            self.ends[1 - side].read(65536)
        except (ssl.SSLWantReadError, ssl.SSLZeroReturnError):
            pass


def certificate(path):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes",
                    "-subj", "/CN=mail.example.test", "-days", "9", "-keyout",
                    path + ".key", "-out", path + ".crt"], check=True,
                   stderr=subprocess.DEVNULL)
    with open(path, "w") as f:
        f.write(open(path + ".key").read() + open(path + ".crt").read())


def number_of(how, name):
    return next((int(x.split("=")[1]) for x in how if x.startswith(name)), 0)


def main():
    how, out, talks = sys.argv[1].split(","), sys.argv[2], sys.argv[3:]
    suites13 = [x for x in how if x.startswith("TLS_")]
    if suites13 and "SEALED_SUITE" not in os.environ:
        with open(out + ".cnf", "w") as f:
            f.write("openssl_conf = a\n[a]\nssl_conf = b\n[b]\n"
                    "system_default = c\n[c]\nCiphersuites = %s\n" %
                    suites13[0])
        os.environ.update(SEALED_SUITE="1", OPENSSL_CONF=out + ".cnf")
        os.execv(sys.executable, [sys.executable] + sys.argv)
    if os.path.exists(out + ".keys"):
        os.unlink(out + ".keys")
    cert = out + ".pem"
    certificate(cert)
    drop = number_of(how, "drop=")
    clear, sealed = Wire(drop), Wire(drop, number_of(how, "snap="))
    n = 0
    for path in talks:
        talk = talk_read(path)
        if talk is None:
            continue
        port, said, closes = talk
        port = 587 if port == 25 else port
        starts = "starttls" in how
        a = Connection(clear, n, port)
        b = Connection(sealed, n, port if starts else SEALED[port])
        for side, data in STARTTLS[port] if starts else []:
            b.send(side, data, 0)
        tls = Tls(how, b, out + ".keys", cert)
        for i, (ms, side, data) in enumerate(said):
            for k in range(0, len(data), 7) if "small" in how else [None]:
                a.send(side, data if k is None else data[k:k + 7], ms, True)
            # Behind STARTTLS no server greets again.
            if starts and i == 0 and side == 1:
                continue
            for k in range(0, len(data), 7) if "small" in how else [None]:
                tls.say(side, data if k is None else data[k:k + 7], ms)
        if closes:
            a.close(said[-1][0])
            b.close(said[-1][0])
        n += 1
    clear.write(out + ".clear.pcap")
    sealed.write(out + ".sealed.pcap")
    print(n)


if __name__ == "__main__":
    main()
