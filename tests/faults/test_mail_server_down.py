# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The mail server hangs, is gone, or its sender is killed (rows R26 and R43).

Nobody who closes tickets waits for it; the mails wait in the queue and leave when it
speaks again. Real processes, real sockets.
"""

import pytest
from jobs import Job
from mail_sink import MailSink
from test_job_kill import kill

TICKETS = 20

SEED = """
env["helpdesk.ticket"].search([]).active = False
env["ir.mail_server"].search([]).active = False
env["ir.mail_server"].create({
    "name": "stub", "smtp_host": "127.0.0.1", "smtp_port": %(port)d,
    "smtp_encryption": "none", "smtp_authentication": "login",
})
domain = env["mail.alias.domain"].search([], limit=1) or env[
    "mail.alias.domain"].create({"name": "race.example.com"})
domain.default_from = "help"
env.company.alias_domain_id = domain
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
#: As the queue's job does; core waits a minute for a server that says nothing.
QUEUE = """
from odoo.addons.base.models import ir_mail_server
ir_mail_server.SMTP_TIMEOUT = %(timeout)d
env["mail.mail"].process_email_queue()
env.cr.commit()
print("DONE")
"""
WAITING = "SELECT count(*) FROM mail_mail WHERE state = 'outgoing'"
STATES = "SELECT DISTINCT state, failure_reason FROM mail_mail"
IDENTITIES = "SELECT message_id FROM mail_message m JOIN mail_mail q"
IDENTITIES += " ON q.mail_message_id = m.id"
LATER = "UPDATE mail_mail SET scheduled_date = now() at time zone 'UTC'"
LATER += " - interval '1 second'"


@pytest.fixture
def sink(request):
    sink = MailSink(silent=True)
    yield sink
    sink.stop()


def test_closing_does_not_wait_for_a_mail_server_that_hangs(database, sink):
    database.run(SEED % {"port": sink.port, "count": TICKETS})
    database.run(CLOSE)
    assert not sink.met, "closing a ticket spoke to the mail server"
    closed = "SELECT count(*) FROM helpdesk_ticket WHERE name LIKE 'race %' AND"
    assert database.value(f"{closed} stage_role = 'closed'") == TICKETS
    waiting = database.value(WAITING)
    assert waiting >= TICKETS
    database.run(QUEUE % {"timeout": 3})
    assert sink.met, "nobody tried to send"
    assert database.value(WAITING) == waiting, "given up"
    flagged = f"{closed} delivery_failed"
    assert database.value(flagged) == TICKETS
    sink.speak()
    database.query(LATER)
    for _again in range(2):
        database.run(QUEUE % {"timeout": 10})
    assert database.query(STATES) == [["sent", ""]]
    assert set(sink.seen) == {row[0] for row in database.query(IDENTITIES)}
    assert len(sink.seen) == waiting and set(sink.seen.values()) == {1}
    assert database.value(flagged) == 0


def test_sender_killed_ten_times_loses_none_and_repeats_at_most_its_last(
    database, sink
):
    """At least once: what was accepted when it died comes again as the same mail."""
    sink.speak()
    count, kills = 200, 10
    database.run(SEED % {"port": sink.port, "count": count})
    database.run(CLOSE)
    waiting = database.value(WAITING)
    queue = Job("mail.ir_cron_mail_scheduler_action", "", WAITING, None)
    killed = kill(database, queue, waiting, kills, longest=0.5)
    assert len(killed) == kills and all(after for _before, after in killed), killed
    assert database.query(STATES) == [["sent", ""]]
    assert set(sink.seen) == {row[0] for row in database.query(IDENTITIES)}
    assert len(sink.seen) == waiting
    assert sum(sink.seen.values()) <= waiting + kills and max(sink.seen.values()) <= 2
