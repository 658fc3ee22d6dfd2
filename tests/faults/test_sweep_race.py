# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The service level sweep: killed at random points, run by two processes at once.

Rows R14, R40 and R45 of the faults, for the sweep: each breach is noted, each rung of
the ladder climbed and each manager told exactly once. Real processes, real commits.
"""

import random
import time

import pytest

TICKETS = 1000

#: Tickets that came in long ago and were never answered: all their targets are due.
SEED = """
from datetime import datetime, timedelta
from freezegun import freeze_time
env["helpdesk.ticket"].search([]).active = False
env["helpdesk.ticket.sla"].search([]).write({"next_at": False})
manager = env["res.users"].with_context(no_reset_password=True).create({
    "name": "Race manager", "login": "race-manager", "email": "m@race.test",
    "group_ids": [(6, 0, env.ref("helpdesk_mgmt.group_helpdesk_manager").ids)],
})
manager.notification_type = "inbox"  # no mail server here
calendar = env["resource.calendar"].create({
    "name": "Always", "tz": "UTC", "attendance_ids": [(5, 0, 0)] + [
        (0, 0, {"name": str(day), "dayofweek": str(day), "hour_from": 0,
                "hour_to": 24, "day_period": "morning"}) for day in range(7)],
})
team = env["helpdesk.ticket.team"].create({
    "name": "Race", "use_sla": True, "user_id": manager.id,
    "resource_calendar_id": calendar.id,
})
env["helpdesk.sla"].search([]).active = False
env["helpdesk.sla"].create({
    "name": "Race", "metric": "first_response", "target_unit": "hours",
    "target_value": 1,
})
with freeze_time(datetime.utcnow() - timedelta(minutes=61)):
    env["helpdesk.ticket"].create([
        {"name": f"race {n}", "description": "x", "team_id": team.id,
         "user_id": False} for n in range(%(count)d)
    ])
    env.flush_all()
env.cr.commit()
print("DONE")
"""
#: What the scheduler calls, without the scheduler's own lock on the job.
RUN = """
import time
from odoo import fields
env.cr.commit()
time.sleep(max(0, %(at)f - time.time()))
cron = env.ref("helpdesk_sla_ext.ir_cron_sla_sweep")
progress = env["ir.cron.progress"].create({"cron_id": cron.id})
env.cr.commit()
rows = env["helpdesk.ticket.sla"].with_context(
    ir_cron_progress_id=progress.id, cron_id=cron.id
)
for _batch in range(600):
    rows._cron_sweep()
    env.cr.commit()
    env.invalidate_all()
    if not rows.search_count(rows._due_domain(fields.Datetime.now())):
        break
    time.sleep(0.1)
print("DONE")
"""
BREACHED = "SELECT count(*) FROM helpdesk_ticket_sla WHERE breached_at IS NOT NULL"
LOGS = "SELECT ticket_id, escalation_id, lap FROM helpdesk_sla_escalation_log"


@pytest.fixture
def due(database):
    if not database.query(
        "SELECT 1 FROM ir_module_module WHERE name = 'helpdesk_sla_ext'"
        " AND state = 'installed'"
    ):
        pytest.skip("the database has no helpdesk_sla_ext")
    database.run(SEED % {"count": TICKETS})
    return database


def assert_each_exactly_once(database):
    assert database.value(BREACHED) == TICKETS
    per_ticket = database.query(
        "SELECT ticket_id, count(*) FROM helpdesk_sla_escalation_log GROUP BY 1"
    )
    assert len(per_ticket) == TICKETS
    assert len({count for _ticket, count in per_ticket}) == 1
    assert len(database.query(LOGS)) == len(set(map(tuple, database.query(LOGS))))
    left = "SELECT count(*) FROM helpdesk_ticket_sla WHERE"
    assert database.value(f"{left} next_at <= now() at time zone 'UTC'") == 0
    assert database.value(f"{left} sweep_error IS NOT NULL") == 0
    told = database.query("""
        SELECT count(*) FROM mail_message m
          JOIN helpdesk_ticket t ON t.id = m.res_id AND m.model = 'helpdesk.ticket'
         WHERE t.name LIKE 'race %' AND m.message_type = 'user_notification'
         GROUP BY t.id
    """)
    assert len(told) == TICKETS and len({row[0] for row in told}) == 1


def test_sweep_killed_ten_times_in_the_middle_and_run_again(due):
    chance = random.Random(14)
    killed = 0
    for _kill in range(10):
        before = due.value(BREACHED)
        process = due.start(RUN % {"at": 0})
        if chance.random() < 0.5:  # in the middle of a batch, or before the first
            due.wait_for(lambda before=before: due.value(BREACHED) > before, process)
            time.sleep(chance.random() * 0.3)
        else:
            time.sleep(2 + 4 * chance.random())
        if process.poll() is None:
            process.kill()
            process.wait()
            killed += 1
    assert killed >= 5, "the job was too fast to be killed: more tickets are needed"
    due.run(RUN % {"at": 0})
    assert_each_exactly_once(due)


def test_two_processes_sweeping_1000_due_targets_tell_once(due):
    at = time.time() + 15  # both have loaded their registry by then
    processes = [due.start(RUN % {"at": at}) for _process in range(2)]
    for process in processes:
        due.finish(process)
    due.run(RUN % {"at": 0})  # what one left to the other that was overtaken
    assert_each_exactly_once(due)
