#!/bin/sh
# fetchmail with a stale password fails twice at every poll where the server
# offers CRAM-MD5, and once where it does not.
#
# Seen with fetchmail 6.4.37 (Debian 12), and in captures with those of Debian 13
# and sid, at Dovecot, Cyrus and Courier.  Left to choose (auth any, as it comes),
# it sends CRAM-MD5; refused, it sends the same password again in the same
# connection, with LOGIN or USER and PASS.  fetchmail(1) says of "any" that the
# password itself is sent only if the server supports none of the ways that mask
# it; that a refusal counts as not supporting is not said.
#
# What follows: a counter of failed logins runs twice as fast as the polls; a
# locker's limit of five is reached at the third.  The two failures are two
# mechanisms within a second, as of something that guesses, and are one password.
# "auth cram-md5" in fetchmailrc makes it one, as does "auth password".
#
# It needs Debian 12, apt-get and python3; it talks to itself on 127.0.0.1.
# Exit 0: as told here; 1: it has changed, or the package of this version is not
# to be had.
set -e
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
get="apt-get -q download fetchmail=6.4.37-1"
$get > log 2>&1 || { apt-get -q update > log 2>&1; $get > log 2>&1; } ||
    { echo "this version is not to be had any more"; cat log; exit 1; }
for deb in *.deb; do dpkg -x "$deb" root; done
cat > refuse.py <<'PY'
import os
import socket
import subprocess
import sys

changed = 0
listener = socket.create_server(("127.0.0.1", 0))
listener.settimeout(20)
PORT = listener.getsockname()[1]


def imap(lines, offered):
    """The logins that came, all of them refused."""
    lines.write(b"* OK ready\r\n")
    for line in lines:
        tag, verb, *rest = line.decode().split()
        if verb == "CAPABILITY":
            lines.write(b"* CAPABILITY IMAP4rev1 %s\r\n" % offered.encode())
        elif verb == "AUTHENTICATE":
            yield rest[0]
            lines.write(b"+ PDFAZXhhbXBsZT4=\r\n")
            lines.readline()
        elif verb == "LOGIN":
            yield verb
        refused = verb in ("AUTHENTICATE", "LOGIN")
        lines.write(b"%s %s\r\n" % (tag.encode(), b"NO refused" if refused
                                    else b"OK done"))
        if verb == "LOGOUT":
            return


def pop3(lines, offered):
    lines.write(b"+OK ready\r\n")
    for line in lines:
        verb, *rest = line.decode().split()
        if verb == "CAPA":
            lines.write(b"+OK\r\nUSER\r\n%s\r\n.\r\n" % offered.encode())
        elif verb == "AUTH":
            yield rest[0]
            lines.write(b"+ PDFAZXhhbXBsZT4=\r\n")
            lines.readline()
            lines.write(b"-ERR refused\r\n")
        elif verb == "PASS":
            yield verb
            lines.write(b"-ERR refused\r\n")
        else:
            lines.write(b"+OK\r\n")
        if verb == "QUIT":
            return


def row(proto, serve, offered, auth, expect):
    global changed
    with open("rc", "w") as f:
        f.write("poll 127.0.0.1 service %d proto %s auth %s user anna "
                "password stale sslproto ''\n" % (PORT, proto, auth))
    os.chmod("rc", 0o600)
    program = subprocess.Popen(
        ["root/usr/bin/fetchmail", "--nosyslog", "-f", "rc", "--pidfile",
         "pid", "--idfile", "ids"], stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, env=dict(os.environ, HOME=os.getcwd()))
    talk, _ = listener.accept()
    talk.settimeout(20)
    try:
        logins = " ".join(serve(talk.makefile("rwb", 0), offered))
    finally:
        talk.close()
        program.wait(20)
    print("%s, offered %r, auth %s: %s" % (proto, offered, auth, logins))
    if logins != expect:
        print("^ it was", expect)
        changed = 1


row("imap", imap, "AUTH=CRAM-MD5", "any", "CRAM-MD5 LOGIN")
row("imap", imap, "AUTH=CRAM-MD5", "cram-md5", "CRAM-MD5")
row("imap", imap, "AUTH=CRAM-MD5", "password", "LOGIN")
row("imap", imap, "AUTH=PLAIN", "any", "LOGIN")
row("pop3", pop3, "SASL CRAM-MD5", "any", "CRAM-MD5 PASS")
row("pop3", pop3, "SASL PLAIN", "any", "PASS")
sys.exit(changed)
PY
echo fetchmail_*.deb
timeout 100 python3 refuse.py
