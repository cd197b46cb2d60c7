#!/bin/sh
# SSHGuard doubles the time of a block, where its manual says half as much
# again.
#
# Seen with sshguard 2.4.2 (Debian 12), its blocker fed with what its parser
# makes of refused logins at Postfix.  sshguard(8) says of -p that subsequent
# blocks increase by a factor of 1.5, and so does the comment at BLOCK_TIME in
# the settings that the package comes with.  With 2 seconds for the first, the
# blocks are of 2, 4, 8 and 16 seconds, as the blocker itself writes.  From the
# default of 120 seconds on, the fifth block is told as ten minutes and takes
# 32.  Each is lifted some seconds late besides, which the manual does tell.
#
# The manual also has it that who exceeds the threshold is blocked; who reaches
# it is: with the default of 30 and 10 an attack, the third refused login
# blocks, not the fourth.
#
# The maintainers know of the factor (pull request 12 of SSHGuard): the program
# was changed, the texts were not.  What follows for a forecast: what
# a locker's manual says of its times is to be measured.
#
# It needs Debian or Ubuntu, apt-get and python3, and no network but for the
# package.  Exit 0: as told here; 1: it has changed, or the package of this
# version is not to be had.
set -e
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
get="apt-get -q download sshguard=2.4.2-1+b2"
$get > log 2>&1 || { apt-get -q update > log 2>&1; $get > log 2>&1; } ||
    { echo "this version is not to be had any more"; cat log; exit 1; }
for deb in *.deb; do dpkg -x "$deb" root; done
cat > attack.py <<'PY'
import os
import re
import subprocess
import sys
import threading

LINE = ("Nov 30 12:00:00 mail postfix/submission/smtpd[100]: warning: "
        "unknown[192.0.2.7]: SASL PLAIN authentication failed: "
        "(reason unavailable), sasl_username=anna\n")
LIBEXEC = "root/usr/libexec/sshguard/"
attack = subprocess.run([LIBEXEC + "sshg-parser"], input=LINE, text=True,
                        stdout=subprocess.PIPE, check=True).stdout
print("a refused login at Postfix is, to the blocker:", attack.strip())

blocker = subprocess.Popen(
    [LIBEXEC + "sshg-blocker", "-a", "30", "-p", "2", "-s", "1800"],
    stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    env=dict(os.environ, SSHGUARD_DEBUG="1"), text=True)
limit = threading.Timer(100, blocker.kill)
limit.start()


def said(pattern):
    """The next thing that the blocker says and that is of this pattern."""
    for line in blocker.stderr:
        found = re.search(pattern, line)
        if found:
            return found.group(1)
    sys.exit("the blocker said no more")


changed = 0
for seconds in ("2", "4", "8", "16"):
    for login in range(3):
        blocker.stdin.write(attack)
        blocker.stdin.flush()
    block = said(r"Blocking .* for (\d+) secs \(3 attacks")
    print("three refused logins: blocked for", block, "seconds")
    if block != seconds:
        print("^ it was", seconds)
        changed = 1
    if seconds != "16":
        said(r"(unblocking) after")
limit.cancel()
blocker.kill()
sys.exit(changed)
PY
echo sshguard_*.deb
zcat root/usr/share/man/man8/sshguard.8.gz > manual
for text in manual root/etc/sshguard/sshguard.conf; do
	echo "$text: $(grep -o 'factor of 1.5' $text)"
done
python3 attack.py
