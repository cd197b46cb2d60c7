"""The providers: a Host for each row of hosts.txt, and the functions that set
their programs up (Dovecot, Exim, Postfix; more in servers_mta.py and
servers_small.py).

A function gets a Host, writes what the program reads, starts it, says which
log holds its verdicts and how a refusal reads there, and gives back the ports
that must be open in the end."""
import os
import re
import signal
import subprocess
import time

from net import LAB, Room, inside, provider, sh

USERS = {"anna": "lindenblatt9", "bo": "x1Y2z3", "carmen": "Olivo.Verde.31",
         "dmitri": "semnadtsat17", "eleanor.whitcombe": "TeaAt4OClock!",
         "front.desk": "lobby", "printer": "scan2mail", "nas": "Backup%Job%7",
         "noc": "pager-on-call-24x7-rotation", "billing": "inv0ice-run-2026"}
CERTS = {"rsa2": "-newkey rsa:2048", "rsa4": "-newkey rsa:4096",
         "ec": "-newkey ec -pkeyopt ec_paramgen_curve:P-256",
         "ec384": "-newkey ec -pkeyopt ec_paramgen_curve:secp384r1"}


class Host:
    def __init__(self, name, row, n):
        self.name, self.row = name, row
        self.domain = row.get("domain", name.replace("+", "-") + ".example")
        self.fqdn = "mail." + self.domain
        self.ip = "198.51.100.%d" % (10 + n)
        self.options = row.get("options", "").split()
        self.bare = "bare" in self.options
        self.ports = set()
        self.rooms = []
        self.soft = {}
        self.users = USERS
        self.log = None         # "syslog", or a file in the first room
        self.refused = None     # how a refusal reads there
        self.mark = {}          # how long the log was when an office began
        self.ns = provider(str(n), self.ip)

    def user(self, u):
        return u if self.bare else "%s@%s" % (u, self.domain)

    def room(self, chroot, part=""):
        r = Room(chroot, self.ns, self.name + part, self.fqdn)
        r.write("etc/hosts", "127.0.0.1 localhost\n%s %s mail\n"
                % (self.ip, self.fqdn))
        r.write("etc/resolv.conf", "nameserver 127.0.0.1\n"
                "options timeout:1 attempts:1\n")
        kind = self.row.get("cert", "rsa2")
        c = "%s/pki/%s" % (self.rooms and self.rooms[0].base or r.base, kind)
        certificate(c, kind, self.fqdn)
        for x in ("key", "chain", "pem"):
            with open(c + "." + x) as f:
                r.write("etc/lab." + x, f.read())
        r.tls = self.row.get("tls", "both")
        openssl_settings(r, self.row)
        self.rooms.append(r)
        return r

    def logged(self):
        if self.log is None:
            return ""
        if self.log == "syslog":
            with open(self.rooms[0].log, errors="replace") as f:
                return f.read()
        return self.rooms[0].read(self.log)

    def count(self, public):
        """Refusals that the log has for this office; None where it does not
        tell."""
        if self.refused is None:
            return None
        text = self.logged()[self.mark.get(public, 0):]
        office = re.compile(re.escape(public) + r"(?!\d)")
        return sum(1 for line in text.splitlines()
                   if office.search(line) and re.search(self.refused, line))

    def said(self):
        """The ends of all logs, for who looks for a fault."""
        out = ""
        for r in self.rooms:
            for f in (r.base + "/out", r.log):
                if os.path.exists(f):
                    with open(f, errors="replace") as g:
                        out += g.read()[-2500:]
        return out + self.logged()[-1500:]

    def stop(self):
        for how in (signal.SIGTERM, signal.SIGKILL):
            for pid in sh("ip netns pids " + self.ns, check=False).split():
                try:
                    os.kill(int(pid), how)
                except OSError:
                    pass
            time.sleep(0.5)
        sh("ip netns del " + self.ns, check=False)


def certificate(path, kind, fqdn):
    ca = LAB + "/ca"
    if os.path.exists(path + ".pem"):
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    sh("openssl req %s -nodes -keyout %s.key -out %s.csr -subj /CN=%s"
       % (CERTS[kind], path, path, fqdn))
    with open(path + ".ext", "w") as f:
        f.write("subjectAltName=DNS:%s\nextendedKeyUsage=serverAuth\n"
                "basicConstraints=CA:FALSE\nsubjectKeyIdentifier=hash\n"
                "authorityKeyIdentifier=keyid\n"
                "keyUsage=digitalSignature,keyEncipherment\n" % fqdn)
    sh("openssl x509 -req -in %s.csr -CA %s.crt -CAkey %s.key -set_serial %d "
       "-days 800 -out %s.crt -extfile %s.ext"
       % (path, ca, ca, abs(hash(fqdn)) % 10**9 + 1, path, path))
    sh("cat %s.crt %s.crt > %s.chain; cat %s.key %s.crt %s.crt > %s.pem"
       % (path, ca, path, path, path, ca, path))


def authority():
    """One authority for all captures, kept beside the chroots."""
    ca = LAB + "/ca"
    if not os.path.exists(ca + ".crt"):
        sh("openssl req -x509 -newkey rsa:2048 -nodes -keyout %s.key -out "
           "%s.crt -days 3650 -subj '/O=Example lab/CN=Example lab CA' -addext "
           "keyUsage=critical,keyCertSign,cRLSign" % (ca, ca))
    return ca + ".crt"


def openssl_settings(room, row):
    tls = row.get("tls", "both")
    least = "TLSv1.3" if tls == "1.3" else "TLSv1.2"
    most = "TLSv1.2" if tls == "1.2" else "TLSv1.3"
    groups = row.get("groups")
    room.write("etc/ssl/openssl.cnf", "openssl_conf = d\n[d]\nssl_conf = s\n"
               "[s]\nsystem_default = x\n[x]\nMinProtocol = %s\n"
               "MaxProtocol = %s\nCipherString = DEFAULT@SECLEVEL=1\n%s"
               % (least, most, groups and "Groups = %s\n" % groups or ""))


def version(room, package):
    v = room.sh("dpkg-query -W -f '${Version}' " + package)
    return re.sub(r"^\d+:|[+~-].*", "", v)


def gnutls_priority(row):
    p = {"1.2": "NORMAL:-VERS-TLS1.3", "1.3": "NORMAL:-VERS-TLS1.2"}.get(
        row.get("tls"), "NORMAL")
    if row.get("groups"):
        p += ":-GROUP-ALL:+GROUP-SECP384R1"
    return p


def people(room, shell=False):
    """Mailboxes, and accounts of the system where a program wants them."""
    room.sh("getent passwd vmail >/dev/null || "
            "useradd -u 5000 -m -d /var/vmail vmail")
    for u, p in USERS.items():
        box = "/var/vmail/%s/Maildir" % u
        room.sh("mkdir -p %s/cur %s/new %s/tmp" % (box, box, box))
        for i in range(len(u) % 4):
            room.write("%s/new/1700.%d.x" % (box, i), MESSAGE % (i, i)
                       + "Lorem ipsum dolor sit amet.\n" * (5 + 40 * i))
        if shell:
            room.sh("useradd -m -s /bin/sh %s 2>/dev/null || true"
                    % u)
            room.sh("chpasswd", stdin="%s:%s\n" % (u, p))
    room.sh("chown -R 5000:5000 /var/vmail")


MESSAGE = """From: a@example.org
To: b@example.org
Subject: message %d
Date: Mon, 02 Nov 2026 10:00:00 +0000
Message-ID: <%d@example.org>

"""


def sink(host):
    """Somewhere to send mail on to: takes it and forgets it."""
    here = os.path.dirname(os.path.abspath(__file__))
    subprocess.Popen(["ip", "netns", "exec", host.ns, "python3",
                      here + "/sink.py"], start_new_session=True)


# ---------------------------------------------------------------- Dovecot
def dovecot_users(host, r, scheme="{PLAIN}"):
    r.write("etc/dovecot/users", "".join(
        "%s:%s%s:5000:5000::/var/vmail/%s\n" % (host.user(u), scheme, p, u)
        for u, p in host.users.items()))


def dovecot_23(protocols, mechanisms, extra):
    listeners = "".join("service %s-login {\n chroot =\n%s}\n" % (p, extra)
                        for p in protocols)
    return """protocols = %s
base_dir = /run/dovecot
ssl = yes
ssl_cert = </etc/lab.chain
ssl_key = </etc/lab.key
ssl_min_protocol = TLSv1.2
disable_plaintext_auth = no
auth_mechanisms = %s
mail_location = maildir:~/Maildir
first_valid_uid = 100
log_path = /var/log/dovecot.log
auth_verbose = yes
submission_relay_host = 127.0.0.1
submission_relay_port = 2525
passdb {
 driver = passwd-file
 args = /etc/dovecot/users
}
userdb {
 driver = passwd-file
 args = /etc/dovecot/users
}
%s""" % (" ".join(protocols), mechanisms, listeners)


def dovecot_24(protocols, mechanisms, extra):
    listeners = "".join("service %s-login {\n chroot =\n%s}\n" % (p, extra)
                        for p in protocols)
    return """dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
protocols {
%s}
base_dir = /run/dovecot
ssl = yes
ssl_server_cert_file = /etc/lab.chain
ssl_server_key_file = /etc/lab.key
ssl_min_protocol = TLSv1.2
auth_allow_cleartext = yes
auth_mechanisms = %s
mail_driver = maildir
mail_path = ~/Maildir
first_valid_uid = 100
log_path = /var/log/dovecot.log
auth_verbose = yes
submission_relay_host = 127.0.0.1
submission_relay_port = 2525
passdb passwd-file {
 passwd_file_path = /etc/dovecot/users
}
userdb static {
 fields {
  uid = 5000
  gid = 5000
  home = /var/vmail/%%{user | username}
 }
}
%s""" % ("".join(" %s = yes\n" % p for p in protocols), mechanisms, listeners)


def dovecot_config(r, protocols, mechanisms="plain login", extra=""):
    new = version(r, "dovecot-core") >= "2.4"
    make = dovecot_24 if new else dovecot_23
    return make(protocols, mechanisms, extra), new


def dovecot(host):
    r = host.room(host.row["chroot"])
    people(r)
    dovecot_users(host, r)
    mechanisms = host.row.get("mechanisms", "plain login cram-md5")
    services = host.row.get("services", "imap pop3 submission sieve").split()
    text, new = dovecot_config(r, services, mechanisms)
    if new and "compress" not in host.options:
        text += "imap_capability {\n COMPRESS=DEFLATE = no\n}\n" \
            if "nocompress" in host.options else ""
    if "ask-client" in host.options:
        text += "ssl_server_request_client_cert = yes\n" \
            "auth_ssl_require_client_cert = no\n" if new else \
            "ssl_verify_client_cert = yes\n"
        text += "ssl_server_ca_file = /etc/lab.chain\n" if new else \
            "ssl_ca = </etc/lab.chain\n"
    if "nodelay" in host.options:
        text += "auth_failure_delay = 0\n"
    if "submission" in services:
        sink(host)
        text += """service submission-login {
 inet_listener submissions {
  port = 465
  ssl = yes
 }
}
"""
    r.write("etc/dovecot/dovecot.conf", text)
    r.write("var/log/dovecot.log", "", 0o666)
    r.start(["/usr/sbin/dovecot", "-F"])
    host.log = "var/log/dovecot.log"
    host.refused = "mismatch|unknown user"
    v = "Dovecot %s" % version(r, "dovecot-core")
    if "nodelay" in host.options:
        v += " (no delay)"
    host.soft = dict(imap=v, pop3=v, smtp=v + " submission", sieve=v)
    return [993]


def dovecot_auth(host, r, socket, owner="root", mechanisms="plain login"):
    """Dovecot as the password checker of an SMTP server beside it."""
    dovecot_users(host, r)
    text, new = dovecot_config(r, [], mechanisms)
    if new:
        text = text.replace("protocols {\n}\n", "protocols =\n")
    folder = os.path.dirname(socket)
    if not os.path.isdir(r.root + folder):
        r.sh("mkdir -p %s; chown postfix %s 2>/dev/null || true"
             % (folder, folder))
    text += "service auth {\n unix_listener %s {\n  mode = 0666\n }\n}\n" \
        % socket
    r.write("etc/dovecot/dovecot.conf", text)
    r.write("var/log/dovecot.log", "", 0o666)
    r.start(["/usr/sbin/dovecot", "-F"])
    return "Dovecot %s auth" % version(r, "dovecot-core")


# ------------------------------------------------------------------- Exim
EXIM = """primary_hostname = %(fqdn)s
domainlist local_domains = %(domain)s
daemon_smtp_ports = 25 : 465 : 587
tls_on_connect_ports = 465
tls_advertise_hosts = *
tls_certificate = /etc/lab.chain
tls_privatekey = /etc/lab.key
tls_require_ciphers = %(priority)s
%(client)s
host_lookup =
keep_environment =
rfc1413_query_timeout = 0s
log_selector = +incoming_port +smtp_connection +outgoing_port +millisec
smtp_accept_max_per_host = 60
acl_smtp_rcpt = acl_rcpt
acl_smtp_auth = acl_auth
begin acl
acl_auth:
  accept
acl_rcpt:
  accept authenticated = *
  accept domains = +local_domains
  deny message = relay not permitted
begin routers
drop:
  driver = redirect
  data = :blackhole:
begin authenticators
%(auth)s
"""
EXIM_OWN = """plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${if eq{$auth3}{${lookup{$auth2}lsearch{/etc/creds}}}}
  server_set_id = $auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = ${if eq{$auth2}{${lookup{$auth1}lsearch{/etc/creds}}}}
  server_set_id = $auth1
cram:
  driver = cram_md5
  public_name = CRAM-MD5
  server_secret = ${lookup{$auth1}lsearch{/etc/creds}{$value}fail}
  server_set_id = $auth1
"""
EXIM_DOVECOT = "".join("""%s:
  driver = dovecot
  public_name = %s
  server_socket = /run/dovecot/exim
  server_set_id = $auth1
""" % (m.lower(), m) for m in ("PLAIN", "LOGIN"))


def exim_folders(r):
    """Of the newer packages it is systemd that makes them."""
    r.sh("install -d -o Debian-exim -g adm -m 2750 /var/log/exim4; cd /var/"
         "spool && install -d -o Debian-exim -g Debian-exim -m 750 exim4 "
         "exim4/db exim4/input exim4/msglog")


def exim(host):
    r = host.room(host.row["chroot"])
    own = "own" in host.options
    r.write("etc/creds", "".join("%s: %s\n" % (host.user(u), p)
                                 for u, p in USERS.items()))
    people(r)
    auth = "own auth"
    if not own:
        auth = dovecot_auth(host, r, "/run/dovecot/exim")
    client = "tls_try_verify_hosts = *\ntls_verify_certificates = " \
        "/etc/lab.chain" if "ask-client" in host.options else \
        "tls_try_verify_hosts ="
    r.write("etc/exim4/exim4.conf", EXIM % dict(
        fqdn=host.fqdn, domain=host.domain, client=client,
        priority=gnutls_priority(host.row),
        auth=EXIM_OWN if own else EXIM_DOVECOT))
    exim_folders(r)
    r.start(["/usr/sbin/exim4", "-bdf", "-q5m"])
    host.log, host.refused = "var/log/exim4/mainlog", "535 Incorrect"
    host.soft = dict(smtp="Exim %s (GnuTLS, %s)"
                     % (version(r, "exim4-base"), auth))
    return [465, 587]


# ---------------------------------------------------------------- Postfix
def postfix(host):
    r = host.room(host.row["chroot"])
    people(r)
    main = dict(
        compatibility_level="3.6", myhostname=host.fqdn, mydomain=host.domain,
        mydestination="", mynetworks="127.0.0.0/8", inet_protocols="ipv4",
        virtual_mailbox_domains=host.domain, virtual_transport="discard:",
        default_transport="discard:", relay_transport="discard:",
        smtpd_tls_chain_files="/etc/lab.pem", smtpd_tls_security_level="may",
        smtpd_sasl_auth_enable="yes", smtpd_sasl_security_options="noanonymous",
        smtpd_relay_restrictions="permit_sasl_authenticated,reject",
        smtpd_recipient_restrictions="permit_sasl_authenticated,reject",
        smtpd_peername_lookup="no", maillog_file="/var/log/mail.log",
        maillog_file_prefixes="/var/log", smtpd_client_port_logging="yes",
        smtpd_client_connection_count_limit="60",
        smtpd_client_connection_rate_limit="0", smtpd_error_sleep_time="1s",
        smtpd_tls_session_cache_database="btree:${data_directory}/scache"
        if "tickets" in host.options else "")
    if "ask-client" in host.options:
        main["smtpd_tls_ask_ccert"] = "yes"
    if "cyrus" in host.options:
        r.write("etc/postfix/sasl/smtpd.conf", "pwcheck_method: auxprop\n"
                "auxprop_plugin: sasldb\nsasldb_path: /etc/sasldb2\n"
                "mech_list: %s\n" % host.row.get("mechanisms",
                                                 "PLAIN LOGIN CRAM-MD5"))
        main["smtpd_sasl_type"] = "cyrus"
        main["cyrus_sasl_config_path"] = "/etc/postfix/sasl"
        main["smtpd_sasl_local_domain"] = host.domain
        for u, p in USERS.items():
            r.sh("saslpasswd2 -p -c -u %s %s" % (host.domain, u), stdin=p)
        r.sh("chown root:postfix /etc/sasldb2; chmod 640 /etc/sasldb2")
        auth = "Cyrus SASL"
    else:
        auth = dovecot_auth(host, r, "/var/spool/postfix/private/auth")
        main.update(smtpd_sasl_type="dovecot", smtpd_sasl_path="private/auth")
    if host.row.get("groups"):
        main["tls_eecdh_auto_curves"] = host.row["groups"]
    r.write("etc/postfix/main.cf", "".join("%s = %s\n" % kv
                                           for kv in main.items()))
    old = r.read("etc/postfix/master.cf")
    keep = re.sub(r"(?m)^(smtp|submission|submissions|smtps)\s+inet.*\n"
                  r"(?:\s+-o.*\n)*", "", old)
    keep = re.sub(r"(?m)^(\S+\s+\S+\s+\S+\s+\S+\s+)y", r"\1n", keep)
    r.write("etc/postfix/master.cf", keep + "\n"
            "smtp inet n - n - - smtpd\n"
            "submission inet n - n - - smtpd\n"
            " -o smtpd_tls_security_level=encrypt\n"
            "465 inet n - n - - smtpd\n -o smtpd_tls_wrappermode=yes\n")
    r.sh("touch /etc/postfix/aliases; newaliases 2>/dev/null || true")
    r.start("postfix start-fg" if version(r, "postfix") >= "3.4" else
            "postfix start")
    host.log = "var/log/mail.log"
    host.refused = "SASL .* authentication failed"
    host.soft = dict(smtp="Postfix %s (%s)" % (version(r, "postfix"), auth))
    return [465, 587]
