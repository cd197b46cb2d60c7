#!/bin/sh
# CrowdSec locks an address out of which no login has failed.
#
# Seen with CrowdSec 1.4.6 and the postfix-logs and postfix-spam of its Debian
# package, over the log of Postfix 3.7.11 with Dovecot 2.3.19.1 for the logins
# (Debian 12).  The parser takes each "lost connection after ..." of smtpd for
# an attempt, just as it takes a refused login, and six attempts (of which one
# is forgotten every ten seconds) are a ban of four hours.  So whoever leaves
# without QUIT pays for it: six right logins whose program then hangs up are a
# ban, and so are six looks of a monitor that reads the greeting and is
# content.  A wrong password of a program that hangs up counts twice: three
# mails of ssmtp 2.64 with a stale password are enough, where five of a program
# that says QUIT are not.
#
# The scenario is described as "bruteforce spam attempt" of capacity 5; that a
# hang-up counts is told nowhere but in the parser's pattern, and a later hub
# still has it.
#
# What follows: a lockout need not have a culprit with a wrong password, and
# the failed logins in front of one may be half as many as the locker's
# settings say.  What helps: programs that say QUIT.
#
# It needs Debian or Ubuntu, apt-get, python3, iproute2, and root, for Postfix
# and for a network namespace of its own; nothing leaves that.  Exit 0: as told
# here; 1: it has changed, or the packages of these versions are not to be had.
set -e
[ "$(id -u)" = 0 ] || { echo "Postfix wants to be started by root"; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
chmod 755 "$dir"
cd "$dir"
get="apt-get -q download crowdsec=1.4.6-6~deb12u1+b1
    postfix=3.7.11-0+deb12u1 dovecot-core=1:2.3.19.1+dfsg1-2.1+deb12u6
    ssmtp=2.64-11"
$get > log 2>&1 || { apt-get -q update > log 2>&1; $get > log 2>&1; } ||
    { echo "these versions are not to be had any more"; cat log; exit 1; }
for deb in *.deb; do dpkg -x "$deb" root; done
postfix=$dir/root/usr/lib/postfix
dovecot=$dir/root/usr/lib/dovecot

# Dovecot, for the logins alone, without its pauses: they would only take time.
echo 'anna:{PLAIN}right' > users
cat > dovecot.conf <<EOF
base_dir = $dir/run
state_dir = $dir/run
log_path = $dir/dovecot.log
import_environment = LD_LIBRARY_PATH=$dovecot
libexec_dir = $dovecot
protocols =
ssl = no
auth_mechanisms = plain login
auth_failure_delay = 0
default_login_user = nobody
default_internal_user = nobody
default_internal_group = nogroup
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service auth {
  unix_listener $dir/auth {
    mode = 0666
  }
}
passdb {
  driver = passwd-file
  args = $dir/users
}
EOF

# Postfix, with the service of port 587 only.
mkdir etc spool data
for queue in active bounce corrupt defer deferred flush hold incoming maildrop \
    pid private public saved trace; do mkdir spool/$queue; done
chown daemon spool/* data
chown root spool/pid
cat > etc/main.cf <<EOF
compatibility_level = 3.6
queue_directory = $dir/spool
data_directory = $dir/data
command_directory = $dir/root/usr/sbin
daemon_directory = $postfix/sbin
shlib_directory = $postfix
meta_directory = $dir/etc
mail_owner = daemon
setgid_group = uucp
import_environment = MAIL_CONFIG MAIL_LOGTAG TZ LANG=C LD_LIBRARY_PATH=$postfix
maillog_file = $dir/mail.log
maillog_file_prefixes = $dir
myhostname = mail.example.test
inet_protocols = ipv4
smtpd_peername_lookup = no
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = $dir/auth
alias_maps =
alias_database =
EOF
cat > etc/master.cf <<EOF
submission inet n - n - - smtpd -o syslog_name=postfix/submission
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
rewrite unix - - n - - trivial-rewrite
postlog unix-dgram n - n - 1 postlogd
EOF

# CrowdSec with its package's own hub, as "cscli ... install" links it.
cp -r root/etc/crowdsec crowdsec
cp -r root/usr/share/crowdsec/hub hub
mkdir data.cs plugins
touch crowdsec/console.yaml
for item in parsers/s00-raw/syslog-logs parsers/s01-parse/postfix-logs \
    parsers/s02-enrich/dateparse-enrich scenarios/postfix-spam; do
	mkdir -p "crowdsec/${item%/*}"
	ln -s "$dir/hub/${item%/*}/crowdsecurity/${item##*/}.yaml" \
	    "crowdsec/${item%/*}/"
done
sed -i -e "s|/var/lib/crowdsec/data|$dir/data.cs|" \
    -e "s|/var/lib/crowdsec/hub|$dir/hub|" -e "s|/etc/crowdsec|$dir/crowdsec|" \
    -e "s|/usr/lib/crowdsec/plugins|$dir/plugins|" \
    -e 's|daemonize: true|daemonize: false|' -e 's|media: file|media: stdout|' \
    -e '/online_client/,/online_api/d' -e '/^prometheus/,$d' \
    crowdsec/config.yaml

# The source of a connection to one of its own addresses is that address, so
# each program has one to go to and is seen by it.
cat > ssmtp.conf <<EOF
mailhub=192.0.2.6:587
hostname=nas.example.test
AuthUser=anna
AuthPass=wrong
AuthMethod=LOGIN
EOF
cat > clients.py <<'PY'
import smtplib
import socket
import subprocess


def login(address, password, leave):
    server = smtplib.SMTP(address, 587, "pc.example.test", 20)
    server.ehlo()
    server.user, server.password = "anna", password
    try:
        server.auth("PLAIN", server.auth_plain)
    except smtplib.SMTPAuthenticationError:
        pass
    leave(server)


for n in range(5):
    login("192.0.2.5", "wrong", smtplib.SMTP.quit)
for n in range(3):
    subprocess.run(["root/usr/sbin/ssmtp", "-C", "ssmtp.conf",
                    "bob@example.test"], input=b"Subject: x\n\nx\n",
                   stderr=subprocess.DEVNULL, timeout=20)
for n in range(6):
    login("192.0.2.7", "right", smtplib.SMTP.quit)
    login("192.0.2.8", "right", smtplib.SMTP.close)
    with socket.create_connection(("192.0.2.9", 587), 20) as monitor:
        monitor.recv(100)
PY
cat > inside.sh <<EOF
set -e
ip link set lo up
for n in 5 6 7 8 9; do ip address add 192.0.2.\$n/32 dev lo; done
LD_LIBRARY_PATH=$dovecot root/usr/sbin/dovecot -F -c $dir/dovecot.conf & all=\$!
LD_LIBRARY_PATH=$postfix $postfix/sbin/master -c $dir/etc -d & all="\$all \$!"
trap 'kill \$all; wait' EXIT
for try in 1 2 3 4 5 6 7 8 9 10; do
	grep -q 'daemon started' mail.log && [ -S auth ] && break
	sleep 1
done
python3 clients.py
sleep 1
root/usr/bin/cscli -c crowdsec/config.yaml machines add -a \
    -f crowdsec/local_api_credentials.yaml > cscli.log 2>&1
timeout 60 root/usr/bin/crowdsec -c crowdsec/config.yaml -type syslog \
    -dsn file://$dir/mail.log > crowdsec.log 2>&1
EOF
timeout 110 unshare -n sh inside.sh > inside.log 2>&1 ||
    { echo "it did not run"; tail *.log; exit 1; }

sed -n 's/.*msg="\(Crowdsec v[^"]*\)"/\1/p' crowdsec.log
sed -n 's/.*\(daemon started -- version [0-9.]*\).*/Postfix: \1/p' mail.log
changed=0
row() {		# address, who it is, logins refused, hang-ups, banned or not
	refused=$(grep -c "\[$1\]: SASL .* authentication failed" mail.log || true)
	left=$(grep -c "lost connection after .*\[$1\]" mail.log || true)
	banned=free
	! grep -q "by ip $1 : 4h ban on Ip $1" crowdsec.log || banned=banned
	echo "$2: $refused logins refused, $left hang-ups: $banned"
	[ "$refused $left $banned" = "$3" ] || { echo "^ it was $3"; changed=1; }
}
row 192.0.2.5 "five wrong passwords, each with QUIT" "5 0 free"
row 192.0.2.6 "three mails of ssmtp, a stale password" "3 3 banned"
row 192.0.2.7 "six right logins, each with QUIT" "0 0 free"
row 192.0.2.8 "six right logins, then hung up" "0 6 banned"
row 192.0.2.9 "six looks at the greeting" "0 6 banned"
grep -o "Ip [0-9.]* performed 'crowdsecurity/postfix-spam' ([^)]*)" crowdsec.log
exit $changed
