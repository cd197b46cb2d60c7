#!/bin/sh
# The dma mail agent with a stale password: whether its mail is sent all the
# same depends on which mechanisms the server offers.
#
# Seen with dma 0.13 (Debian 12) and a smarthost that refuses every login with
# 535, but takes mail for its own recipients without one, as a provider does.
# Offered PLAIN and LOGIN, dma tries LOGIN and hangs up at the refusal; the mail
# is not sent.  Offered CRAM-MD5 besides, it tries that one alone, and goes on
# at the refusal with MAIL, RCPT and DATA, not logged in: the mail is sent, and
# nobody learns that the password is stale.  A temporary refusal (454) of LOGIN
# has it go on in the same way.
#
# dma(8) says how to set a user name and a password, and nothing of what a
# refusal of them means.  Pull request 148 of dma, of 2026, describes the three
# ways and makes them one.
#
# What follows: a whole mail behind the server's answer to AUTH does not show,
# inside TLS, that the login was good; and a device whose mails all arrive may
# be the one that fails each login.
#
# It needs Debian or Ubuntu, apt-get, python3, iproute2, and root, for dma
# becomes the user mail; it runs in namespaces of its own, with an /etc of its
# own, and nothing leaves them.  Exit 0: as told here; 1: it has changed, or
# the package of this version is not to be had.
set -e
[ "$(id -u)" = 0 ] || { echo "dma wants to become mail: needs root"; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
chmod 755 "$dir"
cd "$dir"
get="apt-get -q download dma=0.13-1+b1"
$get > log 2>&1 || { apt-get -q update > log 2>&1; $get > log 2>&1; } ||
    { echo "this version is not to be had any more"; cat log; exit 1; }
for deb in *.deb; do dpkg -x "$deb" root; done
mkdir spool etc etc/dma
chown root:mail spool
chmod 2775 spool
cp /etc/passwd /etc/group etc/
echo 'anna|127.0.0.1:stale' > etc/dma/auth.conf
cat > etc/dma/dma.conf <<EOF
SMARTHOST 127.0.0.1
PORT 2525
AUTHPATH /etc/dma/auth.conf
SPOOLDIR $dir/spool
MAILNAME nas.example.test
INSECURE
EOF
cat > provider.py <<'PY'
import os
import signal
import socket
import subprocess
import sys

changed = 0
listener = socket.create_server(("127.0.0.1", 2525))
listener.settimeout(20)


def serve(mechanisms, refusal):
    """One connection: the commands that came, and how it ended."""
    talk, _ = listener.accept()
    talk.settimeout(20)
    lines = talk.makefile("rwb", 0)
    said = []

    def answer(text):
        lines.write(text.encode() + b"\r\n")

    answer("220 mail.example.test ESMTP")
    while True:
        line = lines.readline().decode().strip()
        verb = line[:4].upper()
        if not line:
            return said + ["hung up"]
        said.append(line if verb == "AUTH" else verb)
        if verb == "EHLO":
            answer("250-mail.example.test")
            answer("250 AUTH " + mechanisms)
        elif verb == "AUTH":
            prompts = ["PDFAZXhhbXBsZT4="]
            if "LOGIN" in line:
                prompts = ["VXNlcm5hbWU6", "UGFzc3dvcmQ6"]
            for prompt in prompts:
                answer("334 " + prompt)
                lines.readline()
            answer(refusal)
        elif verb == "DATA":
            answer("354 go on")
            while lines.readline() not in (b".\r\n", b""):
                pass
            answer("250 2.0.0 taken")
        elif verb == "QUIT":
            answer("221 2.0.0 bye")
            return said
        else:
            answer("250 2.0.0 good")


def row(mechanisms, refusal, expect):
    global changed
    dma = subprocess.Popen(["root/usr/sbin/dma", "-D", "-f",
                            "root@nas.example.test", "bob@example.test"],
                           stdin=subprocess.PIPE, start_new_session=True)
    dma.stdin.write(b"Subject: backup\n\ndone\n")
    dma.stdin.close()
    said = " ".join(serve(mechanisms, refusal))
    # It would try its bounce again, for hours.
    if said.endswith("hung up"):
        os.killpg(dma.pid, signal.SIGTERM)
    dma.wait(20)
    print("offered %s, %s: %s" % (mechanisms, refusal[:3], said))
    if said != expect:
        print("^ it was", expect)
        changed = 1


WRONG = "535 5.7.8 Authentication failed"
LATER = "454 4.7.0 Temporary authentication failure"
row("PLAIN LOGIN", WRONG, "EHLO AUTH LOGIN hung up")
row("PLAIN LOGIN", LATER, "EHLO AUTH LOGIN MAIL RCPT DATA QUIT")
row("PLAIN LOGIN CRAM-MD5", WRONG, "EHLO AUTH CRAM-MD5 MAIL RCPT DATA QUIT")
sys.exit(changed)
PY
echo dma_*.deb
timeout 100 unshare -m -n sh -c 'ip link set lo up && mount --bind etc /etc &&
    exec python3 provider.py'
