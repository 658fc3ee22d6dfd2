# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The scheduled jobs, and a thousand things due for each."""

from typing import NamedTuple

from job_checks import (
    check_analysis,
    check_closing,
    check_final,
    check_outbox,
    check_reminders,
    check_sweep,
)

COUNT = 1000

#: What the scheduler calls, without the scheduler's own lock on the job.
RUN_LIFECYCLE = """
import time
env.cr.execute("SELECT 1")
env.cr.commit()
time.sleep(max(0, %(at)f - time.time()))
env["helpdesk.ticket"]._cron_lifecycle()
print("DONE")
"""
#: No job runs by itself; every event of every ticket is noted in an outbox.
PREPARE = """
env.cr.execute("UPDATE ir_cron SET active = false")
env.cr.execute("DELETE FROM ir_cron_trigger")
env["helpdesk.ticket"].search([]).active = False
teams = env["helpdesk.ticket.team"].search([])
teams.use_sla = False
teams.csat_active = False
env["helpdesk.webhook"].search([]).unlink()
env["helpdesk.webhook"].create({
    "name": "Race", "url": %(url)r, "allow_private": True, "user_id": 1,
})
for limit in ("mail.gateway.loop.threshold", "helpdesk_mgmt_ext.sender_limit"):
    env["ir.config_parameter"].set_param(limit, 10**6)
env["res.partner"].create([
    {"name": f"Race {n}", "email": f"race-{n}@customer.test"}
    for n in range(%(count)d)
])
env.cr.commit()
print("DONE")
"""
TICKETS = """
def make(name, team):
    partners = env["res.partner"].search([("name", "=like", "Race %%")], order="id")
    tickets = env["helpdesk.ticket"].create([
        {"name": f"{name} {n}", "description": "x", "team_id": team.id,
         "user_id": False, "partner_id": partner.id}
        for n, partner in enumerate(partners[:%(count)d])
    ])
    env.flush_all()
    return tickets

def team(name, **values):
    return env["helpdesk.ticket.team"].create(
        {"name": name, "use_sla": False, "csat_active": False, **values})
"""
#: What led to the tickets' state is not what the job is to be judged by.
FORGET = """
env.flush_all()
env["mail.mail"].search([]).unlink()
env.cr.execute("DELETE FROM helpdesk_webhook_delivery")
env.cr.execute("DELETE FROM ir_cron_trigger")
env.cr.commit()
print("DONE")
"""
PENDING = """
tickets = make("%(name)s", team("%(name)s"))
tickets._move_to_role("pending_customer")
env.flush_all()
env.cr.execute('''
    UPDATE helpdesk_ticket
       SET pending_since = now() at time zone 'UTC' - interval '%(hours)d hours',
           automation_due_at = now() at time zone 'UTC' - interval '1 hour'
     WHERE id IN %%s''', [tuple(tickets.ids)])
"""
RESOLVED = """
tickets = make("close", team("close"))
tickets.action_resolve("It works again.")
env.flush_all()
env.cr.execute('''
    UPDATE helpdesk_ticket
       SET resolved_at = now() at time zone 'UTC' - interval '200 hours',
           automation_due_at = now() at time zone 'UTC' - interval '1 hour'
     WHERE id IN %%s''', [tuple(tickets.ids)])
"""
#: Tickets that came in an hour ago and were never answered.
LATE = """
from datetime import datetime, timedelta
from freezegun import freeze_time
manager = env["res.users"].with_context(no_reset_password=True).create({
    "name": "Race manager", "login": "race-manager", "email": "m@race.test",
    "group_ids": [(6, 0, env.ref("helpdesk_mgmt.group_helpdesk_manager").ids)],
})
manager.notification_type = "inbox"
calendar = env["resource.calendar"].create({
    "name": "Always", "tz": "UTC", "attendance_ids": [(5, 0, 0)] + [
        (0, 0, {"name": str(day), "dayofweek": str(day), "hour_from": 0,
                "hour_to": 24, "day_period": "morning"}) for day in range(7)],
})
late = team("late", use_sla=True, user_id=manager.id,
            resource_calendar_id=calendar.id)
env["helpdesk.sla"].search([]).active = False
env["helpdesk.sla"].create({
    "name": "Race", "metric": "first_response", "target_unit": "hours",
    "target_value": 1,
})
with freeze_time(datetime.utcnow() - timedelta(minutes=61)):
    make("late", late)
"""
#: No provider answers when they come in, so that the job has to.
UNROUTED = """
providers = env["helpdesk.ai.provider"].search([])
providers.active = False
env.company.helpdesk_ai_routing_enabled = True
env.company.helpdesk_ai_audit_percent = 0  # those go to an officer
tickets = env["helpdesk.ticket"].with_context(helpdesk_intake=True).create([
    {"name": f"route {n}: Shopify connector", "partner_email": f"race-{n}@race.test",
     "description": "<p>The API of the webhook answers: an invalid token</p>"}
    for n in range(%(count)d)
])
providers.active = True
"""
MESSAGES = """
webhook = env["helpdesk.webhook"].search([("name", "=", "Race")])
deliveries = [
    {"webhook_id": webhook.id, "event": "ticket.created", "body": "{}"}
    for _n in range(%(count)d)
]
"""
DELIVER = """
env["helpdesk.webhook.delivery"].create(deliveries)
env.cr.commit()
print("DONE")
"""
DUE = (
    "SELECT count(*) FROM helpdesk_ticket WHERE active"
    " AND automation_due_at <= now() at time zone 'UTC' AND name LIKE '{} %'"
)


class Job(NamedTuple):
    """A job: what makes its work, how much of it is left, and whether all is well."""

    xmlid: str
    seed: str
    left: str  # SQL: how much is due
    check: object  # of a database, and how much there was
    values: dict = {}

    def code(self, count=COUNT):
        """Return the code that makes the work."""
        values = {"count": count, **self.values}
        end = DELIVER if self.seed is MESSAGES else FORGET
        return (TICKETS + self.seed) % values + end


LIFECYCLE = "helpdesk_mgmt_ext.ir_cron_lifecycle"
JOBS = {
    "reminders": Job(
        LIFECYCLE,
        PENDING,
        DUE.format("remind"),
        check_reminders,
        {"name": "remind", "hours": 25},
    ),
    "final notice and close": Job(
        LIFECYCLE,
        PENDING,
        DUE.format("final"),
        check_final,
        {"name": "final", "hours": 200},
    ),
    "closing": Job(LIFECYCLE, RESOLVED, DUE.format("close"), check_closing),
    "sweep": Job(
        "helpdesk_sla_ext.ir_cron_sla_sweep",
        LATE,
        "SELECT count(*) FROM helpdesk_ticket_sla"
        " WHERE next_at <= now() at time zone 'UTC'",
        check_sweep,
    ),
    "analysis": Job(
        "helpdesk_ai_routing.ir_cron_analyse",
        UNROUTED,
        "SELECT count(*) FROM helpdesk_ai_analysis WHERE state = 'pending'",
        check_analysis,
    ),
    "outbox": Job(
        "helpdesk_mgmt_ext.ir_cron_webhook_deliver",
        MESSAGES,
        "SELECT count(*) FROM helpdesk_webhook_delivery WHERE state = 'pending'"
        " AND next_try_at <= now() at time zone 'UTC'",
        check_outbox,
    ),
}
