"""What the labels of captures call their servers."""
import re

KNOWN = ["Dovecot", "Courier", "Cyrus", "Mailutils", "nginx", "Haraka", "Exim",
         "Postfix", "Sendmail", "smtp-server", "aiosmtpd", "OpenSMTPD",
         "chasquid", "msmtpd", "perdition", "hoodiecrow", "DavMail", "maddy",
         "Stalwart", "James", "hMailServer", "Zimbra"]
CALLED = {"Mailutils": "GNU Mailutils", "James": "Apache James"}


def software_of(text, proto):
    """A label's "nginx 1.22 mail proxy (Dovecot ...)" is nginx."""
    if "emulated" in text or "own small" in text:
        return None
    parts = [p for p in re.split(r"[+;,]", text)] if "(" not in text.split("+")[0] else [text]
    for part in parts:
        found = [(part.find(k), k) for k in KNOWN if k in part]
        if not found:
            continue
        name = min(found)[1]
        mta = name in ("Exim", "Postfix", "Sendmail", "Haraka", "OpenSMTPD",
                       "smtp-server", "aiosmtpd", "chasquid", "msmtpd", "OpenSMTPD")
        if mta == (proto == "smtp") or len(parts) == 1:
            return CALLED.get(name, name)
    return None
