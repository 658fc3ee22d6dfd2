# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Both ways in which mails reach a server: a mailbox it reads, a gateway's program.

Neither gives a mail up before the server has taken it.
"""

import subprocess
import threading
import time
import xmlrpc.client

from test_fetch_kill import PopSession, mail_servers

#: The scheduler takes the mailbox up at once, not in five minutes.
DUE = """
    SET statement_timeout = 5000;
    UPDATE ir_cron SET active = true, nextcall = now() at time zone 'UTC'
        - interval '1 second' WHERE id = (SELECT res_id FROM ir_model_data
        WHERE module = 'mail' AND name = 'ir_cron_mail_gateway_action')
"""


class CountingSession(PopSession):
    def on_retr(self, number):
        self.box.handed_out += 1
        return super().on_retr(number)


class Mailbox:
    """What the scheduler reads; it deletes what it has taken."""

    def __init__(self):
        self.server = mail_servers.Server(("127.0.0.1", 0), CountingSession)
        self.server.box = self.box = mail_servers.Box([])
        self.box.handed_out = 0
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def read_by(self, server, over):
        """Make the fetching due again and again, as far as PostgreSQL is there."""
        wake = f"NOTIFY cron_trigger, '{server.database.name}'"
        while not over.wait(1):
            try:
                server.database.query(DUE)
                subprocess.run(["psql", "-Xq", "-d", "postgres", "-c", wake])
            except subprocess.CalledProcessError:
                continue


class Gateway:
    """A mail server's program; it keeps what was not taken and hands it in again."""

    def __init__(self, mails):
        self.mails = mails

    def hand_in_to(self, server, over):
        url = f"http://127.0.0.1:{server.port}/xmlrpc/2/object"
        who = (server.database.name, server.admin, "faults", "mail.thread")
        while not over.wait(0.2):
            for number, raw in sorted(self.mails.items()):
                try:
                    arguments = ["helpdesk.ticket", xmlrpc.client.Binary(raw)]
                    with xmlrpc.client.ServerProxy(url) as proxy:
                        proxy.execute_kw(*who, "message_process", arguments)
                    del self.mails[number]
                except (OSError, xmlrpc.client.Error):
                    time.sleep(0.2)
                    break


def running(*works):
    """Run each of these in a thread of its own until the event is set; return both."""
    over = threading.Event()
    threads = [threading.Thread(target=work, args=(over,)) for work in works]
    for thread in threads:
        thread.start()
    return over, threads
