# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two processes at once, answers that come meanwhile: each mail exactly once.

Rows R16, R17 and R45 of the faults. Real processes, real commits, the real clock.
"""

import pytest
from jobs import RUN_LIFECYCLE

TICKETS = 1000

#: Half of them are due for the first reminder, half for the final notice and close.
SEED = """
env["helpdesk.ticket"].search([]).active = False
team = env["helpdesk.ticket.team"].create({"name": "Race"})
partners = env["res.partner"].create([
    {"name": f"Race {n}", "email": f"race-{n}@customer.test"}
    for n in range(%(count)d)
])
tickets = env["helpdesk.ticket"].create([
    {"name": f"race {n}", "description": "x", "team_id": team.id, "user_id": False,
     "partner_id": partner.id}
    for n, partner in enumerate(partners)
])
tickets._move_to_role("pending_customer")
env.flush_all()
env.cr.execute('''
    UPDATE helpdesk_ticket
       SET pending_since = now() at time zone 'UTC'
               - CASE WHEN id %% 2 = 0 THEN interval '25 hours'
                      ELSE interval '200 hours' END,
           automation_due_at = now() at time zone 'UTC' - interval '1 hour'
     WHERE name LIKE 'race %%'
''')
env.cr.commit()
print("DONE")
"""
#: The scheduler itself.
SCHEDULER = """
import time
env.cr.commit()
time.sleep(max(0, %(at)f - time.time()))
name = env.cr.dbname
for _turn in range(40):
    env.cr.execute("SELECT count(*) FROM helpdesk_ticket"
                   " WHERE automation_due_at <= now() at time zone 'UTC' AND active")
    left = env.cr.fetchone()[0]
    env.cr.commit()
    if not left:
        break
    type(env["ir.cron"])._process_jobs(name)
print("DONE")
"""
MAILS = """
    SELECT t.id, count(m.id)
      FROM helpdesk_ticket t
      LEFT JOIN mail_message mm ON mm.model = 'helpdesk.ticket' AND mm.res_id = t.id
      LEFT JOIN mail_mail m ON m.mail_message_id = mm.id
     WHERE t.name LIKE 'race %'
     GROUP BY t.id
"""
SENT = f"SELECT count(*) FROM ({MAILS}) AS mails WHERE count > 0"


@pytest.fixture
def due(database):
    """A database with 1 000 tickets on which something is due."""
    database.run(SEED % {"count": TICKETS})
    return database


def assert_each_exactly_once(database):
    mails = {ticket: int(count) for ticket, count in database.query(MAILS)}
    assert len(mails) == TICKETS
    assert set(mails.values()) == {1}
    closed = "SELECT count(*) FROM helpdesk_ticket WHERE name LIKE 'race %' AND"
    assert database.value(f"{closed} close_reason = 'no_reply'") == TICKETS // 2
    assert database.value(f"{closed} stage_role = 'closed'") == TICKETS // 2
    assert database.value(f"{closed} automation_failures > 0") == 0
    assert database.value(f"{closed} reminder_count <> 1 AND id % 2 = 0") == 0
    doubles = "SELECT ticket_id FROM helpdesk_ticket_notice GROUP BY ticket_id, kind"
    assert not database.query(f"{doubles} HAVING count(*) > 1")


def test_two_processes_racing_on_1000_due_tickets_send_each_mail_once(due):
    processes = due.start_together(RUN_LIFECYCLE)
    for process in processes:
        due.finish(process)
    assert_each_exactly_once(due)
    assert_both_worked(due)


def assert_both_worked(database):
    """The race was one: the two processes' batches interleave in the ledger."""
    rows = database.query(
        "SELECT count(DISTINCT xmin::text) FROM helpdesk_ticket_notice"
    )
    assert int(rows[0][0]) > 2


def test_two_schedulers_at_the_moment_the_job_is_due(due):
    due.query("UPDATE ir_cron SET active = false")
    due.query(
        "UPDATE ir_cron SET active = true, nextcall = now() at time zone 'UTC'"
        " - interval '1 minute' WHERE id = (SELECT res_id FROM ir_model_data WHERE"
        " module = 'helpdesk_mgmt_ext' AND name = 'ir_cron_lifecycle')"
    )
    for process in due.start_together(SCHEDULER):
        due.finish(process)
    assert_each_exactly_once(due)


#: The customer answers all tickets; his mails are being processed when the job runs.
REPLY = """
import time
tickets = env["helpdesk.ticket"].search([("name", "like", "race ")])
for ticket in tickets:
    ticket.message_post(
        body="Here is my answer.",
        author_id=ticket.partner_id.id,
        message_type="email",
        subtype_xmlid="mail.mt_comment",
    )
env.flush_all()
open(%(flag)r, "w").close()
time.sleep(12)
env.cr.commit()
print("DONE")
"""


def test_reply_that_is_being_processed_wins_over_the_job(database):
    """R17: the job neither reminds nor closes, nor waits for the gateway."""
    database.run(SEED % {"count": 20})
    flag = database.folder / "replied"
    gateway = database.start(REPLY % {"flag": str(flag)})
    database.wait_for(flag.exists, gateway)
    database.run(RUN_LIFECYCLE % {"at": 0})
    assert gateway.poll() is None, "the job ran while the answers were uncommitted"
    database.finish(gateway)
    assert database.value(SENT) == 0
    database.run(RUN_LIFECYCLE % {"at": 0})
    assert database.value(SENT) == 0
    stages = database.query(
        "SELECT DISTINCT stage_role FROM helpdesk_ticket WHERE name LIKE 'race %'"
    )
    assert stages == [["investigating"]]
