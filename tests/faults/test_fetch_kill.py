# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The job that fetches mails dies by SIGKILL in the middle of a mailbox (row R42).

A mailbox on loopback, by POP3 and by IMAP, and the real scheduler in forked processes.
What is fetched again afterwards is no second ticket.
"""

import importlib.util
import threading
from pathlib import Path

import pytest
from jobs import Job
from test_job_kill import kill

MAILS = 60
KILLS = 10
SERVERS = Path(__file__).parents[2] / "helpdesk_mgmt_ext/tests/mail_servers.py"
SPEC = importlib.util.spec_from_file_location("mail_servers", SERVERS)
mail_servers = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(mail_servers)


class PopSession(mail_servers.PopHandler):
    """Deletes when the client says goodbye and not before, as POP3 demands."""

    def setup(self):
        super().setup()
        self.box = self.server.box
        self.numbers = dict(enumerate(sorted(self.box.mails), start=1))
        self.deleted = set()

    @property
    def mails(self):
        return {position: self.box.mails[n] for position, n in self.numbers.items()}

    def on_dele(self, position):
        self.deleted.add(self.numbers[int(position)])
        self.say("+OK")

    def on_quit(self, _argument):
        for number in self.deleted:
            self.box.mails.pop(number, None)
        self.say("+OK")


SEED = """
env.cr.execute("UPDATE ir_cron SET active = false")
env.cr.execute("DELETE FROM ir_cron_trigger")
domain = env["mail.alias.domain"].search([], limit=1) or env[
    "mail.alias.domain"].create({"name": "race.example.com"})
env.company.alias_domain_id = domain
env["helpdesk.ticket.team"].create(
    {"name": "Race", "alias_name": "race", "alias_domain_id": domain.id}
)
env["fetchmail.server"].search([]).active = False
env["fetchmail.server"].create({
    "name": "Race", "server_type": %(kind)r, "server": "127.0.0.1", "port": %(port)d,
    "user": "u", "password": "p", "state": "done",
})
env.cr.commit()
print("DOMAIN", domain.name, "DONE")
"""
FETCH = "env['fetchmail.server'].search([])._fetch_mail(1000)\nprint('DONE')"
LEFT = f"SELECT {MAILS} - count(*) FROM helpdesk_ticket WHERE name LIKE 'fetch %'"


def mail(number, domain):
    """Return a mail; every second one says nothing of who it is."""
    identity = f"Message-Id: <fetch-{number}@x.example>\r\n" if number % 2 else ""
    return (
        f"From: A {number} <a-{number}@x.example>\r\nTo: race@{domain}\r\n"
        f"Subject: fetch {number}\r\n{identity}"
        "Date: Thu, 05 Mar 2026 09:00:00 +0000\r\n\r\nPlease help.\r\n"
    ).encode()


@pytest.fixture(params=["pop", "imap"])
def mailbox(request):
    """An empty mailbox; yields (kind, server)."""
    handlers = {"pop": PopSession, "imap": mail_servers.ImapHandler}
    with mail_servers.Server(("127.0.0.1", 0), handlers[request.param]) as server:
        server.box = mail_servers.Box([])
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield request.param, server
        server.shutdown()


def test_fetching_killed_ten_times_makes_one_ticket_of_each_mail(database, mailbox):
    kind, server = mailbox
    said = database.run(SEED % {"kind": kind, "port": server.server_address[1]})
    domain = said.partition("DOMAIN ")[2].split()[0]
    box = server.box
    box.mails.update({n: mail(n, domain) for n in range(1, MAILS + 1)})
    job = Job("mail.ir_cron_mail_gateway_action", "", LEFT, None)
    kills = kill(database, job, MAILS, KILLS, longest=0.3, every=1)
    assert len(kills) == KILLS, "it was too fast to be killed"
    assert all(before > after > 0 for before, after in kills), kills
    database.run(FETCH)
    assert not set(box.mails) - box.done, "the mailbox has been read to its end"
    tickets = "SELECT name, count(*) FROM helpdesk_ticket WHERE name LIKE 'fetch %'"
    rows = dict(database.query(f"{tickets} GROUP BY name"))
    assert rows == {f"fetch {n}": "1" for n in range(1, MAILS + 1)}
    mails = "SELECT count(*) FROM mail_message WHERE message_type = 'email'"
    assert database.value(f"{mails} AND model = 'helpdesk.ticket'") == MAILS
    assert database.value("SELECT count(*) FROM helpdesk_mail_quarantine") == 0
