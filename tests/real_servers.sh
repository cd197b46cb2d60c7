# Real servers, sourced after lan.sh: at s Dovecot (IMAP, POP3) and Exim (SMTP)
# in clear, in STARTTLS and in TLS, where anna's password is right; at g
# dnsmasq gives out addresses.  All they have and write is in $tmp; they listen
# on $hosts.
: "${hosts:=203.0.113.42}"
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
listen = $hosts
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
local_interfaces = <; $(echo $hosts | sed "s/ / ; /g")
daemon_smtp_ports = 587 : 465
tls_on_connect_ports = 465
tls_advertise_hosts = *
tls_certificate = $tmp/cert
tls_privatekey = $tmp/key
spool_directory = $tmp/exim
pid_file_path = $tmp/exim/pid
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
ip netns exec ${ns}g dnsmasq --keep-in-foreground --conf-file=/dev/null \
    --user=root --pid-file= --port=0 --interface=br-lan --bind-interfaces \
    --dhcp-range=192.168.55.100,192.168.55.199 --dhcp-authoritative \
    --no-ping --dhcp-leasefile="$tmp/leases" \
    --log-facility="$tmp/dnsmasq.log" >/dev/null 2>&1 &
pids="$pids $!"
# lease CLIENT: gets its address there, and tells its name.
cat > "$tmp/lease" <<'C'
#!/bin/sh
[ "$1" = bound ] || exit 0
ip addr add $ip/$mask dev $interface
ip route add default via $router
C
chmod 755 "$tmp/lease"
lease() { in_ns $1 busybox udhcpc -qn -t 3 -T 1 -i eth0 -x hostname:$1-pc \
	-s "$tmp/lease" >/dev/null 2>&1; }
