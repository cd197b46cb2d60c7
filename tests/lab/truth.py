"""What was really said in a capture: the mail connections are decrypted with
the secrets that both ends wrote down, read command by command, and each login
with its answer becomes one attempt of the label."""
import base64
import collections
import re
import subprocess

PORTS = {25: "smtp", 465: "smtp", 587: "smtp", 110: "pop3", 995: "pop3",
         143: "imap", 993: "imap", 4190: "sieve"}
IMPLICIT = (465, 993, 995)
VERSIONS = {0x0301: "TLSv1.0", 0x0302: "TLSv1.1", 0x0303: "TLSv1.2",
            0x0304: "TLSv1.3"}
CIPHERS = {0x1301: "TLS_AES_128_GCM_SHA256", 0x1302: "TLS_AES_256_GCM_SHA384",
           0x1303: "TLS_CHACHA20_POLY1305_SHA256",
           0xc02b: "ECDHE-ECDSA-AES128-GCM-SHA256",
           0xc02c: "ECDHE-ECDSA-AES256-GCM-SHA384",
           0xc02f: "ECDHE-RSA-AES128-GCM-SHA256",
           0xc030: "ECDHE-RSA-AES256-GCM-SHA384",
           0xcca8: "ECDHE-RSA-CHACHA20-POLY1305",
           0xcca9: "ECDHE-ECDSA-CHACHA20-POLY1305"}
FIELDS = ("tcp.stream frame.time_epoch eth.src ip.src tcp.srcport ip.dst "
          "tcp.dstport tcp.len tls.handshake.type tls.handshake.version "
          "tls.handshake.extensions.supported_version "
          "tls.handshake.ciphersuite frame.number "
          "tls.handshake.random_bytes tls.handshake.random").split()


def tshark(*args):
    return subprocess.run(["tshark", "-n", "-o",
                           "tcp.reassemble_out_of_order:TRUE", *args],
                          capture_output=True, text=True,
                          errors="replace").stdout


def connections(pcap):
    """tcp.stream -> facts; packet number -> (stream, side)."""
    want = []
    for f in FIELDS:
        want += ["-e", f]
    ports = ",".join(map(str, PORTS))
    out = tshark("-r", pcap, "-Y", "tcp.port in {%s}" % ports, "-T", "fields",
                 "-E", "separator=|", *want)
    found, packets, randoms = {}, {}, set()
    for line in out.splitlines():
        f = dict(zip(FIELDS, line.split("|")))
        if not f.get("tcp.stream"):
            continue
        k, t = int(f["tcp.stream"]), float(f["frame.time_epoch"])
        sp, dp = int(f["tcp.srcport"]), int(f["tcp.dstport"])
        s = found.setdefault(k, dict(t0=t, sent=0, tls=None, npk=0))
        s["t1"], s["npk"] = t, s["npk"] + 1
        if dp in PORTS:
            s.update(client_mac=f["eth.src"], client_ip=f["ip.src"],
                     client_port=sp, server_ip=f["ip.dst"], server_port=dp)
            s["sent"] += int(f["tcp.len"] or 0)
        packets[int(f["frame.number"])] = (k, "c" if dp in PORTS else "s")
        kinds = f["tls.handshake.type"].split(",")
        if "1" in kinds:
            for r in (f.get("tls.handshake.random") or "").split(","):
                randoms.add(r.replace(":", ""))
        if "2" in kinds:
            i = kinds.index("2")
            v = f["tls.handshake.version"].split(",")
            ver = int(v[min(i, len(v) - 1)], 0) if v[0] else 0
            sup = [x for x in f["tls.handshake.extensions."
                                "supported_version"].split(",") if x]
            if sup:
                ver = int(sup[-1], 0)
            c = f["tls.handshake.ciphersuite"].split(",")[-1]
            c = int(c, 0) if c else 0
            s["tls"] = dict(version=VERSIONS.get(ver, hex(ver)),
                            cipher=CIPHERS.get(c, hex(c)))
    found = {k: s for k, s in found.items() if "client_ip" in s}
    return found, packets, randoms


PIECE = re.compile(r"(?ms)^\s+- packet: (\d+)\s*\n\s+peer: \d+\s*\n"
                   r"(?:\s+index: \d+\s*\n)?\s+timestamp: ([\d.]+)\s*\n"
                   r"\s+data: !!binary \|\s*\n((?:\s{4,}\S+\n?)*)")


def talks(pcap, keys, found, packets):
    """stream -> [(t, side, bytes)] as sent, and as decrypted."""
    raw, clear = collections.defaultdict(list), collections.defaultdict(list)
    ids = sorted(found)
    for at in range(0, len(ids), 60):
        for kind, into in (("tcp", raw), ("tls", clear)):
            z = []
            for k in ids[at:at + 60]:
                if kind == "tcp" or found[k]["tls"]:
                    z += ["-z", "follow,%s,yaml,%d" % (kind, k)]
            if not z:
                continue
            out = tshark("-q", "-r", pcap, "-o", "tls.keylog_file:" + keys, *z)
            for m in PIECE.finditer(out):
                n = int(m.group(1))
                if n in packets:
                    k, side = packets[n]
                    data = base64.b64decode(re.sub(r"\s", "", m.group(3)))
                    into[k].append((float(m.group(2)), side, data))
    return raw, clear


def before_tls(pieces):
    """What was said in clear, up to the first TLS record of each side."""
    cut, out = set(), []
    for t, side, data in pieces:
        if side in cut:
            continue
        if data[:1] in (b"\x14", b"\x15", b"\x16", b"\x17") and \
                data[1:2] == b"\x03":
            cut.add(side)
            continue
        out.append((t, side, data))
    return out


def lines(pieces):
    rest, out = {"c": b"", "s": b""}, []
    for t, side, data in pieces:
        rest[side] += data
        while b"\n" in rest[side]:
            line, _, rest[side] = rest[side].partition(b"\n")
            out.append((t, side,
                        line.rstrip(b"\r").decode("utf8", "replace")[:2000]))
    return out


def unbase64(s):
    try:
        return base64.b64decode(s + "=" * (-len(s) % 4))
    except ValueError:
        return b""


def sasl_user(a):
    m, blobs = a["mechanism"], [b for b in a["blobs"] if b]
    if not blobs:
        return None
    first = unbase64(blobs[0])
    if m == "PLAIN":
        parts = first.split(b"\0")
        return parts[1].decode("utf8", "replace") if len(parts) > 1 else None
    if m == "LOGIN":
        return first.decode("utf8", "replace")
    if m == "CRAM-MD5":
        return unbase64(blobs[-1]).rpartition(b" ")[0].decode("utf8",
                                                              "replace")
    found = re.search(rb'(?:username="|n=)([^",]*)', first)
    return found.group(1).decode("utf8", "replace") if found else None


def imap(said):
    out, cur, open_ = [], None, {}
    for t, side, line in said:
        words = line.split(" ")
        if side == "c":
            if cur and cur.get("blobs") is not None:
                cur["blobs"].append(line)
                cur["t"] = t
            elif cur and cur.get("literal"):
                cur["args"] += " " + line
                cur["t"] = t
                cur["literal"] = bool(re.search(r"\{\d+\+?\}$", line))
            elif len(words) > 1 and words[1].upper() == "LOGIN":
                cur = dict(t=t, mechanism="LOGIN-CMD",
                           args=line.split(" ", 2)[-1],
                           literal=bool(re.search(r"\{\d+\+?\}$", line)))
            elif len(words) > 2 and words[1].upper() == "AUTHENTICATE":
                cur = dict(t=t, mechanism=words[2].upper(), blobs=words[3:4])
            else:
                continue
            if "tag" not in cur:
                cur["tag"] = words[0]
                open_[words[0]] = cur
                out.append(cur)
        elif words[0] in open_:
            a = open_.pop(words[0])
            verdict = words[1].upper() if len(words) > 1 else ""
            a.update(t_reply=t, reply=line[:160],
                     outcome="ok" if verdict == "OK" else "fail")
            if a is cur:
                cur = None
    for a in out:
        if "blobs" in a:
            a["user"] = sasl_user(a)
        else:
            m = re.match(r'\s*(?:\{\d+\+?\}\s*)?(?:"((?:[^"\\]|\\.)*)"|(\S+))',
                         a["args"])
            a["user"] = m and (m.group(1) or m.group(2))
    return out


def pop3(said):
    out, cur, waiting, user = [], None, [], None
    for t, side, line in said:
        words = line.split(" ")
        verb = words[0].upper()
        if side == "c":
            if cur and "blobs" in cur:
                cur["blobs"].append(line)
                cur["t"] = t
                continue
            a = None
            if verb == "USER":
                user = line[5:]
                a = dict(t=t, mechanism="USER", user=user, only=True)
            elif verb == "PASS":
                a = dict(t=t, mechanism="USER/PASS", user=user)
            elif verb == "APOP" and len(words) > 1:
                a = dict(t=t, mechanism="APOP", user=words[1])
            elif verb == "AUTH" and len(words) > 1:
                a = cur = dict(t=t, mechanism=words[1].upper(),
                               blobs=words[2:3])
            waiting.append(a)
        elif line.startswith(("+OK", "-ERR")) and waiting is not None:
            # The greeting answers nothing.
            if not waiting:
                continue
            a = waiting.pop(0)
            good = line.startswith("+OK")
            if a is None or (a.pop("only", False) and good):
                continue
            a.update(t_reply=t, reply=line[:160],
                     outcome="ok" if good else "fail")
            out.append(a)
            if a is cur:
                cur = None
    out += [a for a in waiting if a and not a.get("only")]
    for a in out:
        if "blobs" in a:
            a["user"] = sasl_user(a)
    return out


def smtp(said):
    out, cur, data = [], None, False
    for t, side, line in said:
        words = line.split(" ")
        if side == "c":
            if cur:
                cur["blobs"].append(line)
                cur["t"] = t
            elif words[0].upper() == "AUTH" and len(words) > 1 and not data:
                cur = dict(t=t, mechanism=words[1].upper(),
                           blobs=[w for w in words[2:3] if w != "="])
                out.append(cur)
            continue
        if line.startswith("354"):
            data = True
        elif data and line[:1] in "245":
            data = False
        if cur and line[:3] != "334":
            cur.setdefault("reply", line[:160])
            cur.setdefault("t_reply", t)
            if line[3:4] != "-":
                cur["outcome"] = "ok" if line.startswith("235") else "fail"
                cur = None
    for a in out:
        a["user"] = sasl_user(a)
    return [a for a in out if a["blobs"] != ["*"]]


def sieve(said):
    out, cur = [], None
    for t, side, line in said:
        m = re.match(r'(?i)AUTHENTICATE\s+"([^"]+)"\s*(?:"([^"]*)")?', line)
        if side == "c" and cur:
            cur["t"] = t
            if not re.match(r"\{\d+\+?\}$", line):
                cur["blobs"].append(line.strip('"'))
        elif side == "c" and m:
            cur = dict(t=t, mechanism=m.group(1).upper(),
                       blobs=[m.group(2)] if m.group(2) else [])
            out.append(cur)
        elif side == "s" and cur and re.match(r"(?i)(OK|NO|BYE)\b", line):
            good = line.upper().startswith("OK")
            cur.update(t_reply=t, reply=line[:160],
                       outcome="ok" if good else "fail")
            cur = None
    for a in out:
        a["user"] = sasl_user(a)
    return out


READ = dict(imap=imap, pop3=pop3, smtp=smtp, sieve=sieve)


def read(pcap, keys):
    """All connections, all attempts, how many could not be decrypted, and
    the client's random numbers that the secrets go by."""
    found, packets, randoms = connections(pcap)
    raw, clear = talks(pcap, keys, found, packets)
    attempts, sealed = [], 0
    for k, s in found.items():
        proto = PORTS[s["server_port"]]
        s["security"] = "plain" if not s["tls"] else \
            "tls" if s["server_port"] in IMPLICIT else "starttls"
        # Of a greeting and two commands there is something to read.
        if s["tls"] and not clear[k] and s["sent"] > 900:
            sealed += 1
        open_ = before_tls(raw[k]) if s["security"] != "tls" else []
        start = min([p[0] for p in clear[k]], default=9e18)
        said = lines(sorted(open_ + clear[k], key=lambda p: p[0]))
        for a in READ[proto](said):
            inside = s["tls"] and a["t"] >= start
            for word in ("tag", "args", "literal", "blobs", "only"):
                a.pop(word, None)
            a.setdefault("outcome", "none")
            a.update({w: s[w] for w in ("client_mac", "client_ip",
                                        "client_port", "server_ip",
                                        "server_port")},
                     proto=proto, tls=s["tls"],
                     security=s["security"] if inside else "plain")
            attempts.append(a)
    attempts.sort(key=lambda a: a["t"])
    return found, attempts, sealed, randoms
