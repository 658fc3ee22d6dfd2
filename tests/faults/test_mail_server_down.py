# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The mail server accepts connections and never answers.

Row R26 of the faults: nobody who closes tickets waits for it, the mails wait in the
queue. Real processes, a real socket.
"""

import socket
import socketserver
import threading

import pytest

TICKETS = 20

SEED = """
env["helpdesk.ticket"].search([]).active = False
env["ir.mail_server"].search([]).active = False
env["ir.mail_server"].create({
    "name": "stub", "smtp_host": "127.0.0.1", "smtp_port": %(port)d,
    "smtp_encryption": "none", "smtp_authentication": "login",
})
env.company.helpdesk_csat_cap_days = 0
team = env["helpdesk.ticket.team"].create({"name": "Race"})
stage = team._stage_for_role("closed")
stage.mail_template_id = env.ref("helpdesk_mgmt.closed_ticket_template")
partners = env["res.partner"].create([
    {"name": f"Race {n}", "email": f"race-{n}@customer.test"}
    for n in range(%(count)d)
])
env["helpdesk.ticket"].create([
    {"name": f"race {n}", "description": "x", "team_id": team.id, "user_id": False,
     "partner_id": partner.id, "partner_email": partner.email}
    for n, partner in enumerate(partners)
])
env.flush_all()
env["mail.mail"].search([]).unlink()
env.cr.commit()
print("DONE")
"""
CLOSE = """
for ticket in env["helpdesk.ticket"].search([("name", "like", "race ")]):
    ticket.action_close()
    env.cr.commit()
print("DONE")
"""


class Hanging(socketserver.BaseRequestHandler):
    """Accepts, notes it and says nothing."""

    def handle(self):
        self.server.met.append(1)
        self.server.over.wait()


class Stub(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port, handler):
        super().__init__(("127.0.0.1", port), handler)
        self.met, self.over = [], threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def stop(self):
        self.over.set()
        self.shutdown()
        self.server_close()


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_closing_does_not_wait_for_a_mail_server_that_hangs(database, port):
    database.run(SEED % {"port": port, "count": TICKETS})
    hanging = Stub(port, Hanging)
    try:
        database.run(CLOSE)
        assert not hanging.met, "closing a ticket spoke to the mail server"
    finally:
        hanging.stop()
    closed = "SELECT count(*) FROM helpdesk_ticket WHERE name LIKE 'race %' AND"
    assert database.value(f"{closed} stage_role = 'closed'") == TICKETS
    waiting = "SELECT count(*) FROM mail_mail WHERE state = 'outgoing'"
    assert database.value(waiting) >= TICKETS
