# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two processes ask the same customers how satisfied they are: once each.

Rows R26 and R27 of the faults. Real processes, real commits, the real clock.
"""

from pathlib import Path

from jobs import RUN_LIFECYCLE

TICKETS = 200

SEED = """
env["helpdesk.ticket"].search([]).active = False
env.company.helpdesk_csat_cap_days = 0
team = env["helpdesk.ticket.team"].create(
    {"name": "Race", "csat_delay_hours": %(delay)d}
)
partners = env["res.partner"].create([
    {"name": f"Race {n}", "email": f"race-{n}@customer.test"}
    for n in range(%(count)d)
])
tickets = env["helpdesk.ticket"].create([
    {"name": f"race {n}", "description": "x", "team_id": team.id, "user_id": False,
     "partner_id": partner.id, "partner_email": partner.email}
    for n, partner in enumerate(partners)
])
if %(delay)d:
    tickets._move_to_role("closed")
    env.flush_all()
    env["mail.mail"].search([]).unlink()
    env.cr.execute(
        "UPDATE helpdesk_ticket SET csat_due_at = now() at time zone 'UTC'"
        " - interval '1 hour', automation_due_at = now() at time zone 'UTC'"
        " - interval '1 hour' WHERE name LIKE 'race %%'"
    )
env.cr.commit()
print("DONE")
"""
#: Somebody closes all the tickets; as in a request, the transaction is tried again if
#: another one was faster.
CLOSE = """
import time
from psycopg2.extensions import TransactionRollbackError
from odoo.exceptions import UserError
time.sleep(max(0, %(at)f - time.time()))
lost = 0
for ticket in env["helpdesk.ticket"].search([("name", "like", "race ")]):
    for _try in range(5):
        try:
            ticket.action_close()
            env.cr.commit()
            break
        except TransactionRollbackError:
            lost += 1
            env.cr.rollback()
        except UserError:
            env.cr.rollback()
            break
print("LOST", lost)
print("DONE")
"""
MAILS = """
    SELECT t.id,
           (SELECT count(*) FROM mail_mail m
              JOIN mail_message mm ON mm.id = m.mail_message_id
             WHERE mm.model = 'helpdesk.ticket' AND mm.res_id = t.id
               AND m.body_html LIKE '%/rate/%'),
           (SELECT count(*) FROM rating_rating r
             WHERE r.res_model = 'helpdesk.ticket' AND r.res_id = t.id)
      FROM helpdesk_ticket t WHERE t.name LIKE 'race %'
"""


def race(database, code):
    processes = database.start_together(code)
    for process in processes:
        database.finish(process)
    return [Path(process.log).read_text() for process in processes]


def assert_each_asked_once(database):
    rows = database.query(MAILS)
    assert len(rows) == TICKETS
    assert {tuple(row[1:]) for row in rows} == {("1", "1")}


def test_two_jobs_ask_each_customer_once(database):
    database.run(SEED % {"count": TICKETS, "delay": 1})
    race(database, RUN_LIFECYCLE)
    assert_each_asked_once(database)


def test_two_people_closing_the_same_tickets_ask_each_customer_once(database):
    database.run(SEED % {"count": TICKETS, "delay": 0})
    logs = race(database, CLOSE)
    assert any("LOST 0" not in log for log in logs), "they never met"
    assert_each_asked_once(database)
