#!/bin/sh
# Live with real servers: Dovecot (IMAP, POP3) and Exim (SMTP) on a LAN of
# namespaces.  Clients fail in clear, in STARTTLS and in TLS; each is named by
# its MAC within a second of its third failure; from the WAN side nobody is.
# What live printed is what a replay of its own capture prints.
p=$(pwd)/${BUILD:-build}/lockhound
if ! command -v dovecot >/dev/null || ! command -v exim4 >/dev/null; then
	echo "skipped, no dovecot or exim4 here"
	exit 77
fi
. tests/lan.sh
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=mail.example.test \
    -keyout "$tmp/key" -out "$tmp/cert" 2>/dev/null
chmod 644 "$tmp/key"
echo "anna@example.test:{PLAIN}right" > "$tmp/users"
mkdir -m 777 "$tmp/home" "$tmp/exim"
cat > "$tmp/dovecot.conf" <<C
base_dir = $tmp/run
state_dir = $tmp/run
log_path = $tmp/dovecot.log
protocols = imap pop3
listen = 203.0.113.42
ssl = yes
ssl_cert = <$tmp/cert
ssl_key = <$tmp/key
disable_plaintext_auth = no
auth_mechanisms = plain login
first_valid_uid = 1
mail_location = maildir:$tmp/home/%u
passdb {
  driver = passwd-file
  args = $tmp/users
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=$tmp/home/%u
}
C
cat > "$tmp/exim.conf" <<C
local_interfaces = 203.0.113.42
daemon_smtp_ports = 587 : 465
tls_on_connect_ports = 465
tls_advertise_hosts = *
tls_certificate = $tmp/cert
tls_privatekey = $tmp/key
spool_directory = $tmp/exim
log_file_path = $tmp/exim/%slog
primary_hostname = mail.example.test
acl_smtp_rcpt = check
begin acl
check:
  accept authenticated = *
begin routers
begin transports
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if eq{\$auth3}{right}}
  server_set_id = \$auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = \${if eq{\$auth2}{right}}
  server_set_id = \$auth1
C
ip netns exec ${ns}s dovecot -F -c "$tmp/dovecot.conf" >/dev/null 2>&1 &
pids="$pids $!"
ip netns exec ${ns}s exim4 -C "$tmp/exim.conf" -bdf >/dev/null 2>&1 &
pids="$pids $!"
ip netns exec ${ns}g "$p" --json -i br-lan -w "$tmp/lan.pcap" \
    --duration 120s > "$tmp/json" 2> "$tmp/err" & watcher=$!
pids="$pids $watcher"
client() { in_ns $1 python3 tests/real_client.py $2 $3 >/dev/null 2>&1; }
until_so 'client a imap-tls right; grep -q "\"success\"" "$tmp/json"'
for kind in imap pop smtp; do
	for how in clear starttls tls; do
		client a $kind-$how right
	done
done
named() { grep culprit-named "$tmp/json" | grep -q "02-00-5E-10-00-$1"; }
try() {	# client, last byte of its MAC, how
	for kind in imap-$3 pop-$3 imap-$3; do client $1 $kind wrong; done
	failed=$(now_ms)
	until_so "named $2"
	took=$(($(now_ms) - failed))
	ok "$3: the culprit is named by its MAC" "named $2"
	echo "$3: named $took ms after the third failure"
	ok "$3: soon (it took $took ms)" "[ $took -lt 1000 ]"
}
try b 11 clear
try c 12 starttls
try d 13 tls
for how in clear starttls tls; do client b smtp-$how wrong; done
kill "$watcher"; wait "$watcher" 2>/dev/null
[ -z "$KEEP" ] || cp "$tmp/lan.pcap" "$KEEP"
ok "the good one is not named" '! named 10'
logins() {
	python3 tests/logins.py < "$1" | sort
}
"$p" --json -q -r "$tmp/lan.pcap" > "$tmp/replayed" 2>/dev/null
logins "$tmp/json" > "$tmp/one"; logins "$tmp/replayed" > "$tmp/two"
ok "the replay of its capture says the same" 'cmp -s "$tmp/one" "$tmp/two"'
# smtplib tries AUTH PLAIN, then AUTH LOGIN: two failures a session.
n=$(grep -c '"outcome":"failure"' "$tmp/json")
ok "15 failures are counted ($n were)" '[ "$n" -eq 15 ]'
[ $bad = 0 ] || { cat "$tmp/err" "$tmp/one"; diff "$tmp/one" "$tmp/two"; }
exit $bad
