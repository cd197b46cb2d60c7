#!/usr/bin/env python3
"""aiosmtpd on 587 (STARTTLS) and 465 (TLS); users in /etc/users.json."""
import asyncio
import json
import ssl

from aiosmtpd.smtp import SMTP, AuthResult

with open("/etc/users.json") as f:
    USERS = json.load(f)
CTX = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
CTX.load_cert_chain("/etc/lab.chain", "/etc/lab.key")


class Handler:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"


def known(server, session, envelope, mechanism, data):
    good = USERS.get(data.login.decode()) == data.password.decode()
    with open("/var/log/auth", "a") as log:
        log.write("%s %s\n" % (session.peer[0],
                               "good" if good else "refused"))
    return AuthResult(success=good, handled=good)


async def main():
    common = dict(authenticator=known, auth_required=True, hostname="mail")
    loop = asyncio.get_running_loop()
    await loop.create_server(lambda: SMTP(
        Handler(), tls_context=CTX, require_starttls=True, **common),
        "0.0.0.0", 587)
    await loop.create_server(lambda: SMTP(
        Handler(), auth_require_tls=False, **common), "0.0.0.0", 465, ssl=CTX)
    await asyncio.Event().wait()


asyncio.run(main())
