#!/usr/bin/env python3
"""Log in to tests/mail_server.py with each password given, one at a time."""
import os, poplib, sys

for password in sys.argv[1:]:
    pop = poplib.POP3(os.environ.get("MAIL_SERVER", "203.0.113.42"), 110,
                       timeout=3)
    try:
        pop.user("anna@example.test")
        pop.pass_(password)
    except poplib.error_proto:
        pass
    pop.quit()
