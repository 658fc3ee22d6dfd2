# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Little mail servers on this machine: as much of POP3 and IMAP as fetching needs."""

import re
import socketserver
import threading
from contextlib import contextmanager


class Box:
    """Mails of one mailbox: number → bytes, and what became of them."""

    def __init__(self, mails, broken=()):
        self.mails = {number: raw for number, raw in enumerate(mails, start=1)}
        self.broken = set(broken)  # numbers that the server cannot hand out
        self.done = set()  # deleted (POP3) or read (IMAP)


class PopHandler(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        self.say("+OK ready")
        for line in self.rfile:
            command, _space, number = line.decode().strip().partition(" ")
            answer = getattr(self, f"on_{command.lower()}", None)
            if answer:
                answer(number)
            else:
                self.say("+OK")
            if command.upper() == "QUIT":
                return

    @property
    def mails(self):
        return self.server.box.mails

    def on_stat(self, _argument):
        self.say(f"+OK {len(self.mails)} {sum(map(len, self.mails.values()))}")

    def on_list(self, _argument):
        self.say("+OK")
        for number, raw in self.mails.items():
            self.say(f"{number} {len(raw)}")
        self.say(".")

    def on_retr(self, number):
        if int(number) in self.server.box.broken:
            return self.say("-ERR cannot read this one")
        self.say("+OK")
        for line in self.mails[int(number)].replace(b"\r\n", b"\n").split(b"\n"):
            self.wfile.write((b"." if line.startswith(b".") else b"") + line + b"\r\n")
        return self.say(".")

    def on_dele(self, number):
        self.server.box.done.add(int(number))
        self.say("+OK")


class ImapHandler(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        self.say("* OK ready")
        for line in self.rfile:
            tag, command, rest = (line.decode().strip() + "  ").split(" ", 2)
            answer = getattr(self, f"on_{command.lower()}", None)
            if answer:
                answer(rest.strip())
            self.say(f"{tag} OK done")
            if command.upper() == "LOGOUT":
                return

    def on_capability(self, _rest):
        self.say("* CAPABILITY IMAP4REV1")

    def on_logout(self, _rest):
        self.say("* BYE")

    def on_select(self, _rest):
        self.say(f"* {len(self.server.box.mails)} EXISTS")

    def on_search(self, _rest):
        box = self.server.box
        unread = [str(number) for number in box.mails if number not in box.done]
        self.say(f"* SEARCH {' '.join(unread)}")

    def on_fetch(self, rest):
        number = int(rest.split()[0])
        box = self.server.box
        if number in box.broken:
            return
        raw = box.mails[number]
        self.wfile.write(b"* %d FETCH (RFC822 {%d}\r\n" % (number, len(raw)))
        self.wfile.write(raw + b")\r\n")

    def on_store(self, rest):
        number, sign = re.match(r"(\d+) ([+-])", rest).groups()
        if sign == "+":
            self.server.box.done.add(int(number))


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


HANDLERS = {"pop": PopHandler, "imap": ImapHandler}


@contextmanager
def mail_server(kind, box):
    """Serve ``box`` by ``pop`` or ``imap``; yield the port on 127.0.0.1."""
    with Server(("127.0.0.1", 0), HANDLERS[kind]) as server:
        server.box = box
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
