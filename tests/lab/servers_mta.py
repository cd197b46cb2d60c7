"""Sendmail, OpenSMTPD, Courier and Cyrus."""
import os
import re

from net import sh
from servers import people, version

SASL = "pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: %s\n"


def sasldb(host, r, realm, owner):
    for u, p in host.users.items():
        r.sh("saslpasswd2 -p -c -u %s %s" % (realm, u), stdin=p)
    r.sh("chown %s /etc/sasldb2; chmod 644 /etc/sasldb2" % owner)


# --------------------------------------------------------------- Sendmail
SENDMAIL = """include(`/usr/share/sendmail/cf/m4/cf.m4')dnl
OSTYPE(`debian')dnl
define(`confDOMAIN_NAME', `%(fqdn)s')dnl
define(`confSERVICE_SWITCH_FILE', `/etc/mail/switch')dnl
define(`confAUTH_MECHANISMS', `%(mechs)s')dnl
TRUST_AUTH_MECH(`%(mechs)s')dnl
define(`confAUTH_REALM', `%(domain)s')dnl
define(`confLOG_LEVEL', `12')dnl
define(`confTO_IDENT', `0')dnl
define(`confCACERT_PATH', `/etc/ssl/certs')dnl
define(`confCACERT', `/etc/ssl/certs/ca-certificates.crt')dnl
define(`confSERVER_CERT', `/etc/lab.chain')dnl
define(`confSERVER_KEY', `/etc/mail/lab.key')dnl
define(`confDONT_BLAME_SENDMAIL', `GroupReadableSASLDBFile')dnl
define(`confTLS_SRV_OPTIONS', `%(ask)s')dnl
FEATURE(`no_default_msa')dnl
FEATURE(`access_db')dnl
FEATURE(`accept_unresolvable_domains')dnl
FEATURE(`accept_unqualified_senders')dnl
DAEMON_OPTIONS(`Name=MTA, Family=inet, Port=25')dnl
DAEMON_OPTIONS(`Name=MSA, Family=inet, Port=587, M=E')dnl
DAEMON_OPTIONS(`Name=MSAS, Family=inet, Port=465, M=s')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
"""


def sendmail(host):
    r = host.room(host.row["chroot"])
    mechs = host.row.get("mechanisms", "PLAIN LOGIN CRAM-MD5 DIGEST-MD5")
    # V: no certificate of the client is asked for.
    r.write("etc/mail/lab.mc", SENDMAIL % dict(
        fqdn=host.fqdn, domain=host.domain, mechs=mechs,
        ask="" if "ask-client" in host.options else "V"))
    r.write("etc/mail/switch", "hosts files\naliases files\n")
    r.write("etc/mail/lab.key", r.read("etc/lab.key"), 0o600)
    r.write("etc/mail/access", "".join("To:%s DISCARD\n" % d for d in
                                       (host.domain, "example")))
    r.sh("cd /etc/mail && m4 lab.mc > lab.cf && makemap hash access < access; "
         "chmod 644 access.db; chgrp smmsp access.db")
    for d in ("etc/sasl2", "etc/mail/sasl", "usr/lib/sasl2"):
        for tail in ("", ".2"):
            r.write("%s/Sendmail.conf%s" % (d, tail), SASL % mechs)
    sasldb(host, r, host.domain, "smmta:smmsp")
    r.sh("mkdir -p /var/spool/mqueue /run/sendmail/mta; newaliases || true;"
         "chown root /var/spool/mqueue; chmod 700 /var/spool/mqueue")
    r.start(["/usr/libexec/sendmail/sendmail", "-C", "/etc/mail/lab.cf", "-bD",
             "-q1h"])
    host.log, host.refused = "syslog", r"AUTH failure \("
    host.soft = dict(smtp="Sendmail " + version(r, "sendmail-bin"))
    return [465, 587]


# -------------------------------------------------------------- OpenSMTPD
def opensmtpd(host):
    r = host.room(host.row["chroot"])
    r.sh("chmod 600 /etc/lab.key")
    r.write("etc/creds", "".join("%s %s\n" % (
        host.user(u), r.sh("openssl passwd -6 -stdin", stdin=p).strip())
        for u, p in host.users.items()))
    r.write("etc/smtpd.conf", """pki lab cert "/etc/lab.chain"
pki lab key "/etc/lab.key"
table creds file:/etc/creds
listen on %(ip)s port 587 tls-require pki lab auth <creds> hostname %(fqdn)s
listen on %(ip)s port 465 smtps pki lab auth <creds> hostname %(fqdn)s
action "sink" mda "/bin/cat > /dev/null" virtual { "@" = nobody }
match from any auth for any action "sink"
""" % dict(fqdn=host.fqdn, ip=host.ip))
    r.sh("mkdir -p /var/spool/smtpd && chmod 711 /var/spool/smtpd")
    r.start(["/usr/sbin/smtpd", "-d"])
    host.log, host.count = "syslog", lambda public: opensmtpd_count(host,
                                                                   public)
    host.soft = dict(smtp="OpenSMTPD " + version(r, "opensmtpd"))
    return [465, 587]


def opensmtpd_count(host, public):
    """The address is in the line of the connection alone."""
    text, mine, n = host.logged()[host.mark.get(public, 0):], set(), 0
    with open(host.rooms[0].base + "/out", errors="replace") as f:
        text += f.read()
    office = re.compile(re.escape(public) + r"(?!\d)")
    for line in text.splitlines():
        m = re.search(r"\b([0-9a-f]{16}) smtp (\S+)", line)
        if m and m.group(2) == "connected" and office.search(line):
            mine.add(m.group(1))
        n += bool(m and m.group(1) in mine
                  and re.search("authentication .*result=permfail", line))
    return n


# ---------------------------------------------------------------- Courier
def courier_userdb(host, r):
    lines = ""
    for u, p in host.users.items():
        md5, hmac = [r.sh("userdbpw " + kind, stdin="%s\n%s\n" % (p, p))
                     .strip().split("\n")[-1] for kind in ("-md5",
                                                           "-hmac-md5")]
        lines += "%s\tuid=5000|gid=5000|home=/var/vmail/%s|mail=/var/vmail/" \
            "%s/Maildir|systempw=%s|hmac-md5pw=%s\n" % (host.user(u), u, u,
                                                        md5, hmac)
    r.write("etc/courier/userdb", lines, 0o600)
    r.sh("makeuserdb")


def courier(host):
    r = host.room(host.row["chroot"])
    people(r)
    priority = {"1.2": "NORMAL:-VERS-ALL:+VERS-TLS1.2",
                "1.3": "NORMAL:-VERS-ALL:+VERS-TLS1.3"}.get(
        host.row.get("tls"), "NORMAL")
    common = "\nTLS_PRIORITY=\"%s\"\nMAXPERIP=60\nTLS_CACHEFILE=\n" % priority

    def more(name, text):
        r.write("etc/courier/" + name, r.read("etc/courier/" + name) + common
                + text)
    for x in ("imapd", "pop3d", "esmtpd"):
        r.write("etc/courier/%s.pem" % x, r.read("etc/lab.pem"), 0o600,
                "courier")
    mechs = "PLAIN LOGIN" if "pam" in host.options else "PLAIN LOGIN CRAM-MD5"
    capability = "IMAP4rev1 UIDPLUS CHILDREN NAMESPACE SORT QUOTA IDLE " \
        + " ".join("AUTH=" + m for m in mechs.split())
    more("imapd", "IMAP_CAPABILITY=\"%s\"\nIMAP_CAPABILITY_TLS=\"%s\"\n"
         "IMAP_ULIMITD=1048576\n" % (capability, capability))
    more("pop3d", "POP3AUTH=\"%s\"\nPOP3AUTH_TLS=\"%s\"\n" % (mechs, mechs))
    more("imapd-ssl", "")
    more("pop3d-ssl", "")
    smtp = "BOFHCHECKDNS=0\nESMTPDSTART=YES\nESMTPDSSLSTART=YES\nMAXPERC=60\n"
    more("esmtpd", smtp + "ULIMIT=1048576\nTCPDOPTS=\"$TCPDOPTS "
         "-nodnslookup\"\nESMTPAUTH=\"%s\"\nESMTPAUTH_TLS=\"%s\"\n"
         % (mechs, mechs))
    more("esmtpd-msa", smtp)
    more("esmtpd-ssl", smtp)
    r.write("etc/courier/me", host.fqdn + "\n")
    r.write("etc/courier/locals", "localhost\n")
    r.write("etc/courier/esmtpacceptmailfor", host.domain + "\n")
    pam = "pam" in host.options
    rc = r.read("etc/courier/authdaemonrc")
    r.write("etc/courier/authdaemonrc", re.sub(
        r'(?m)^authmodulelist=.*', 'authmodulelist="%s"'
        % ("authpam" if pam else "authuserdb"), rc))
    if pam:
        host.users = {u: p for u, p in host.users.items() if "." not in u}
        people(r, shell=True)
        r.sh("for u in %s; do mkdir -p /home/$u/Maildir/cur /home/$u/Maildir/"
             "new /home/$u/Maildir/tmp; chown -R $u /home/$u; done"
             % " ".join(host.users))
    else:
        courier_userdb(host, r)
    r.sh("mkdir -p /run/courier/authdaemon; "
         "chown -R courier:courier /run/courier; "
         "chmod 755 /run/courier /run/courier/authdaemon")
    r.start("/usr/sbin/authdaemond start; cd /usr/lib/courier; "
            "for x in imapd imapd-ssl pop3d pop3d-ssl; do ./$x start; done; "
            "./courierctl.start; ./esmtpd start; /usr/sbin/esmtpd-msa start; "
            "./esmtpd-ssl start; exec sleep 100000")
    host.log = "syslog"
    host.refused = 'LOGIN FAILED|msg="535 Authentication failed'
    imap, _, mta = version(r, "courier-imap").partition("+")
    v = r.sh("dpkg-query -W -f '${Version}' courier-mta")
    host.soft = dict(imap="Courier-IMAP " + imap, pop3="Courier POP3 " + imap,
                     smtp="Courier ESMTP " + re.sub(r"[+~-].*", "", v))
    return [993, 995, 143, 110, 465, 587]


# ------------------------------------------------------------------ Cyrus
CYRUS_SERVICES = """START { recover cmd="/usr/sbin/cyrus ctl_cyrusdb -r" }
SERVICES {
 imap cmd="imapd -U 30" listen="imap" prefork=0 maxchild=80
 imaps cmd="imapd -s -U 30" listen="imaps" prefork=0 maxchild=80
 pop3 cmd="pop3d -U 30" listen="pop3" prefork=0 maxchild=50
 pop3s cmd="pop3d -s -U 30" listen="pop3s" prefork=0 maxchild=50
}
EVENTS { checkpoint cmd="/usr/sbin/cyrus ctl_cyrusdb -c" period=30 }
DAEMON { idled cmd="idled" }
"""


def cyrus(host):
    r = host.room(host.row["chroot"])
    versions = {"1.2": "tls1_2", "1.3": "tls1_3"}.get(host.row.get("tls"),
                                                      "tls1_2 tls1_3")
    r.write("etc/imapd.conf", """configdirectory: /var/lib/cyrus
proc_path: /run/cyrus/proc
mboxname_lockpath: /run/cyrus/lock
defaultpartition: default
partition-default: /var/spool/cyrus/mail
altnamespace: no
unixhierarchysep: yes
allowplaintext: yes
allowstarttls: on
autocreate_quota: 0
autocreate_inbox_folders: Sent|Drafts|Trash
autocreate_subscribe_folders: Sent|Drafts|Trash
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_mech_list: %s
servername: %s
tls_server_cert: /etc/lab.chain
tls_server_key: /etc/lab.key
tls_client_ca_dir: /etc/ssl/certs
tls_versions: %s
lmtpsocket: /run/cyrus/socket/lmtp
idlesocket: /run/cyrus/socket/idle
notifysocket: /run/cyrus/socket/notify
syslog_prefix: cyrus
popminpoll: 0
%s""" % (host.row.get("mechanisms", "PLAIN LOGIN CRAM-MD5"),
         host.fqdn, versions, "tls_session_timeout: 0\n"
         if "no-resume" in host.options else "tls_session_timeout: 1440\n"))
    r.write("etc/cyrus.conf", CYRUS_SERVICES)
    sasldb(host, r, host.fqdn, "cyrus:mail")
    r.sh("mkdir -p /run/cyrus/proc /run/cyrus/lock /run/cyrus/socket; "
         "chown -R cyrus:mail /run/cyrus /var/lib/cyrus /var/spool/cyrus; "
         "chmod 644 /etc/lab.key")
    r.start(["/usr/sbin/cyrmaster"], env={"CYRUS_VERBOSE": "0"})
    host.log, host.refused = "syslog", "badlogin: "
    v = version(r, "cyrus-imapd")
    host.soft = dict(imap="Cyrus IMAP " + v, pop3="Cyrus POP3 " + v)
    return [993, 995, 143, 110]
