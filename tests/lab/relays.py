"""Relays as clients: an office's own MTA that sends all its mail through the
provider, with the password of the row.  One mail for each word of the row; what
is refused waits in the queue and is tried again some seconds later."""
import os
import re
import shutil
import time

import servers
from net import Room
from servers import version

MAIL = "From: %s\nTo: %s\nSubject: report %d\n\n" + "A line of a report.\n" * 30
CA = "/etc/lab-ca.crt"


def exim(t, r):
    r.write("etc/exim4/exim4.conf", """primary_hostname = office.%(domain)s
local_interfaces = 127.0.0.1
daemon_smtp_ports = 2599
host_lookup =
keep_environment =
queue_run_in_order = true
trusted_users = root
begin routers
smart:
  driver = manualroute
  route_list = * %(host)s::%(port)d byname
  transport = out
begin transports
out:
  driver = smtp
  protocol = %(protocol)s
  hosts_try_auth = *
  hosts_require_tls = *
  tls_verify_certificates = %(ca)s
  hosts_try_dane =
begin retry
* * F,2h,10s
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  client_send = ^%(user)s^%(pw)s
login:
  driver = plaintext
  public_name = LOGIN
  client_send = : %(user)s : %(pw)s
""" % dict(vars(t), ca=CA, protocol="smtps" if t.sec == "tls" else "smtp",
           domain="example"))
    servers.exim_folders(r)
    return "exim4 -bdf -q8s", "exim4 -odb -f %s %s"


SENDMAIL = """include(`/usr/share/sendmail/cf/m4/cf.m4')dnl
OSTYPE(`debian')dnl
define(`confDOMAIN_NAME', `office.example')dnl
define(`confSERVICE_SWITCH_FILE', `/etc/mail/switch')dnl
define(`confAUTH_MECHANISMS', `PLAIN LOGIN')dnl
define(`confMIN_QUEUE_AGE', `5s')dnl
define(`SMART_HOST', `esmtp:[%(host)s]')dnl
define(`RELAY_MAILER_ARGS', `TCP $h %(port)d')dnl
define(`ESMTP_MAILER_ARGS', `TCP $h %(port)d')dnl
define(`confCACERT_PATH', `/etc/ssl/certs')dnl
define(`confCACERT', `%(ca)s')dnl
FEATURE(`authinfo', `hash -o /etc/mail/authinfo')dnl
FEATURE(`no_default_msa')dnl
FEATURE(`accept_unresolvable_domains')dnl
FEATURE(`accept_unqualified_senders')dnl
DAEMON_OPTIONS(`Name=MTA, Addr=127.0.0.1, Port=2599')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
"""


def sendmail(t, r):
    r.write("etc/mail/lab.mc", SENDMAIL % dict(vars(t), ca=CA))
    r.write("etc/mail/switch", "hosts files\naliases files\n")
    r.write("etc/mail/authinfo", 'AuthInfo:%s "U:%s" "I:%s" "P:%s" '
            '"M:PLAIN LOGIN"\nAuthInfo: "U:%s" "I:%s" "P:%s" "M:PLAIN LOGIN"\n'
            % ((t.host,) + (t.user, t.user, t.pw) * 2), 0o600)
    r.sh("cd /etc/mail && m4 lab.mc > lab.cf && makemap hash authinfo < "
         "authinfo; mkdir -p /var/spool/mqueue; newaliases || true;"
         "chown root /var/spool/mqueue; chmod 700 /var/spool/mqueue; "
         "chown root:root authinfo.db; chmod 644 authinfo.db")
    conf = "/usr/libexec/sendmail/sendmail -C /etc/mail/lab.cf "
    return conf + "-bD -q8s", conf + "-odb -f %s %s"


def postfix(t, r):
    main = dict(
        compatibility_level="3.6", myhostname="office.example",
        mydestination="", inet_interfaces="loopback-only",
        inet_protocols="ipv4", relayhost="[%s]:%d" % (t.host, t.port),
        smtp_sasl_auth_enable="yes", smtp_sasl_security_options="noanonymous",
        smtp_sasl_password_maps="texthash:/etc/postfix/words",
        smtp_tls_security_level="encrypt", smtp_host_lookup="native",
        smtp_tls_wrappermode="yes" if t.sec == "tls" else "no",
        smtp_tls_CAfile=CA, smtp_dns_support_level="disabled",
        queue_run_delay="8s", minimal_backoff_time="8s",
        maximal_backoff_time="16s", maillog_file="/var/log/mail.log")
    r.write("etc/postfix/words", "[%s]:%d %s:%s\n" % (t.host, t.port, t.user,
                                                      t.pw))
    r.write("etc/postfix/main.cf", "".join("%s = %s\n" % kv
                                           for kv in main.items()))
    old = r.read("etc/postfix/master.cf")
    keep = re.sub(r"(?m)^(smtp|submission|submissions|smtps)\s+inet.*\n"
                  r"(?:\s+-o.*\n)*", "", old)
    r.write("etc/postfix/master.cf", re.sub(
        r"(?m)^(\S+\s+\S+\s+\S+\s+\S+\s+)y", r"\1n", keep))
    r.sh("touch /etc/postfix/aliases; newaliases 2>/dev/null || true")
    return "postfix start-fg", "/usr/sbin/sendmail -f %s %s"


def opensmtpd(t, r):
    r.write("etc/smtpd.conf", """table secrets { lab = "%s:%s" }
listen on 127.0.0.1 port 2599
action "out" relay host "%s://lab@%s:%d" auth <secrets> tls no-verify
match from any for any action "out"
""" % (t.user, t.pw, "smtps" if t.sec == "tls" else "smtp+tls", t.ip, t.port))
    r.sh("mkdir -p /var/spool/smtpd && chmod 711 /var/spool/smtpd")
    return "/usr/sbin/smtpd -d", "/usr/sbin/sendmail -f %s %s"


def dma(t, r):
    r.write("etc/dma/auth.conf", "%s|%s:%s\n" % (t.user, t.host, t.pw), 0o640,
            "root:mail")
    r.write("etc/dma/dma.conf", "SMARTHOST %s\nPORT %d\nAUTHPATH /etc/dma/"
            "auth.conf\nSECURETRANSFER\n%sMAILNAME office.example\n"
            % (t.host, t.port, "" if t.sec == "tls" else "STARTTLS\n"))
    return "while sleep 8; do /usr/sbin/dma -q; done", "/usr/sbin/dma -f %s %s"


def nullmailer(t, r):
    r.write("etc/nullmailer/remotes", "%s smtp --port=%d --%s --user=%s "
            "--pass=%s --x509cafile=%s\n"
            % (t.host, t.port, "ssl" if t.sec == "tls" else "starttls", t.user,
               t.pw, CA), 0o600, "mail")
    r.write("etc/nullmailer/pausetime", "5\n")
    r.sh("cd /var/spool/nullmailer && mkdir -p queue tmp failed && rm -f "
         "trigger && mkfifo trigger && chmod 622 trigger && "
         "chown -R mail:mail .")
    return "exec su -s /bin/sh mail -c /usr/sbin/nullmailer-send", \
        "nullmailer-inject -f %s %s"


# program: the set of packages, the package that has the version, releases
RELAYS = {"exim": (exim, "exim", "exim4-base", "bookworm trixie sid"),
          "sendmail": (sendmail, "sendmail", "sendmail-bin",
                       "bookworm trixie sid"),
          "postfix": (postfix, "postfix", "postfix", "bookworm trixie sid"),
          "opensmtpd": (opensmtpd, "opensmtpd", "opensmtpd", "trixie sid"),
          "dma": (dma, "dma", "dma", "trixie sid"),
          "nullmailer": (nullmailer, "nullmailer", "nullmailer",
                         "bookworm trixie")}


def chroot(program, lot):
    """The chroot of a relay; without @release, by lot."""
    name, _, suite = program[len("relay-"):].partition("@")
    _, packages, _, suites = RELAYS[name]
    return "%s-%s" % (suite or suites.split()[lot % len(suites.split())],
                      packages)


def play(t, d, root, hosts, name):
    """Its room, and what it is called."""
    make, _, package, _ = RELAYS[t.program[len("relay-"):]]
    r = Room(root, d["ns"], name, "office")
    r.write("etc/hosts", "127.0.0.1 localhost\n127.0.1.1 office.example "
            "office\n" + hosts)
    r.write("etc/resolv.conf", "nameserver 127.0.0.1\n"
            "options timeout:1 attempts:1\n")
    r.write("etc/mailname", "office.example\n")
    r.write("etc/ssl/openssl.cnf", "")
    shutil.copy(servers.authority(), r.root + CA)
    daemon, send = make(t, r)
    r.start(daemon, host="office")
    time.sleep(3)
    for n in range(len(t.words)):
        r.write("mail", MAIL % (t.sender, t.to, n))
        r.start("%s < /mail" % (send % (t.sender, t.to)), host="office")
        time.sleep(t.gap)
    time.sleep(20 if "bad" in t.row else 6)
    return r, "%s %s" % (t.program, version(r, package))
