#!/usr/bin/env python3
"""A POP3 server of a few lines for tests: anna, whose password is right."""
import socketserver


class Pop(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"+OK ready\r\n")
        for line in self.rfile:
            verb, _, rest = line.strip().partition(b" ")
            if verb == b"PASS" and rest != b"right":
                self.wfile.write(b"-ERR [AUTH] Authentication failed.\r\n")
            elif verb == b"PASS":
                self.wfile.write(b"+OK Logged in.\r\n")
            else:
                self.wfile.write(b"+OK\r\n")
            if verb == b"QUIT":
                return


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


Server(("203.0.113.42", 110), Pop).serve_forever()
