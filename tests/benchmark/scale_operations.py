# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is measured on stock and on ours alike; nothing of it is kept.

A method named as in ``scale_titles`` prepares and returns the work, so that preparing
is not measured. ``None`` means that these addons have no such thing.
"""

import time
from datetime import timedelta
from email.message import EmailMessage

from scale_looking import Looking
from scale_web import Visitor

from odoo import fields


class Operations(Looking):
    def __init__(self, registry):
        super().__init__()
        self.registry = registry
        self.ours = "helpdesk.sla.event" in registry
        self.serial = 0
        self.visitor = Visitor(registry)

    def user(self, env, name):
        users = env["res.users"].sudo()
        return users.search([("login", "=", f"bench-{name}")])

    def tickets(self, env, name="officer"):
        return env["helpdesk.ticket"].with_user(self.user(env, name))

    def stage(self, env, name):
        return env.ref(f"helpdesk_mgmt.helpdesk_ticket_stage_{name}")

    def some_open(self, env, number, stage="in_progress"):
        domain = [("stage_id", "=", self.stage(env, stage).id)]
        return self.tickets(env).search(domain, limit=number, order="id")

    # ---------------------------------------------------------------- writing

    def mail_new(self, env):
        return self.processing(env, [self.mail(env) for _mail in range(10)])

    def mail_reply(self, env):
        mails = []
        for ticket in self.some_open(env, 10):
            first = env["mail.message"].search(
                [("model", "=", ticket._name), ("res_id", "=", ticket.id)],
                order="id",
                limit=1,
            )
            mails.append(self.mail(env, ticket.partner_email, first.message_id))
        return self.processing(env, mails)

    def processing(self, env, mails):
        def work():
            for raw in mails:
                env["mail.thread"].message_process(None, raw)

        return work

    def mail(self, env, sender=None, answers=None):
        self.serial += 1
        alias = env["mail.alias"].search([("alias_name", "=", "bench-3")])
        mail = EmailMessage()
        sender = sender or f"c{2 + self.serial % 400}@bench-customer.test"
        mail["From"] = f"Customer <{sender}>"
        mail["To"] = alias.display_name
        mail["Subject"] = f"The printer of floor {self.serial} is out of order"
        mail["Message-Id"] = f"<{self.serial}-{time.monotonic_ns()}@bench-out.test>"
        if answers:
            mail["In-Reply-To"] = mail["References"] = answers
        mail.set_content("It says there is no paper, but there is.\nPlease help.\n\nC.")
        return mail.as_bytes()

    def create_1(self, env):
        return self.creating(env, 1)

    def create_100(self, env):
        return self.creating(env, 100)

    def creating(self, env, number):
        team = env["helpdesk.ticket.team"].search([("name", "=", "Bench 5")])
        partners = env["res.partner"].search(
            [("email", "like", "@bench-customer.test")], limit=number
        )
        vals_list = [
            {
                "name": f"Cannot print invoice {index}",
                "description": "<p>Since the update the invoice has no total.</p>",
                "team_id": team.id,
                "partner_id": partner.id,
                "user_id": False,
            }
            for index, partner in enumerate(partners)
        ]
        return lambda: self.tickets(env).create(vals_list)

    def moving(self, env, number, stage, **values):
        tickets = self.some_open(env, number)
        values = {"stage_id": self.stage(env, stage).id, **values}
        if not self.ours:
            values.pop("resolution_summary", None)
        return lambda: tickets.write(values)

    def move_8(self, env):
        return self.moving(env, 8, "awaiting")

    def move_80(self, env):
        return self.moving(env, 80, "awaiting")

    def close_8(self, env):
        return self.moving(env, 8, "done", resolution_summary="Set the total again.")

    def close_80(self, env):
        return self.moving(env, 80, "done", resolution_summary="Set the total again.")

    def assigning(self, env, number):
        colleague = self.user(env, "member-9")
        domain = [
            ("user_id", "not in", colleague.ids),
            ("team_id.name", "=", "Bench 5"),
        ]
        tickets = self.tickets(env).search(domain, limit=number, order="id desc")
        return lambda: tickets.write({"user_id": colleague.id})

    def assign_8(self, env):
        return self.assigning(env, 8)

    def assign_80(self, env):
        return self.assigning(env, 80)

    def share_out_80(self, env):
        if not self.ours:
            return None
        tickets = self.some_open(env, 80, "new").sudo()
        tickets.team_id.assignment_method = "balanced"
        tickets.write({"user_id": False})
        return tickets._assign_person

    def classify_20(self, env):
        if not self.ours:
            return None
        tickets = self.some_open(env, 20).sudo()
        provider = env["helpdesk.ai.provider"].search([("kind", "=", "embedded")])[:1]
        return lambda: provider._analyse_embedded(tickets)

    # ------------------------------------------------------------------- jobs

    def sweep_idle(self, env):
        if not self.ours:
            return None
        # a database that was filled a while ago has due ones
        env.cr.execute(
            "UPDATE helpdesk_ticket_sla SET next_at = now() + interval '1 day'"
            " WHERE next_at < now() + interval '1 hour'"
        )
        return env["helpdesk.ticket.sla"]._cron_sweep

    def sweep_100(self, env):
        sweep = self.sweep_idle(env)
        if not sweep:
            return None
        env.cr.execute(
            "UPDATE helpdesk_ticket_sla SET next_at = now() - interval '1 day'"
            " WHERE id IN (SELECT id FROM helpdesk_ticket_sla WHERE next_at IS NOT NULL"
            " AND metric = 'resolution' ORDER BY next_at LIMIT 100)"
        )
        return sweep

    def lifecycle_idle(self, env):
        if not self.ours:
            return None
        return env["helpdesk.ticket"]._cron_lifecycle

    def lifecycle_100(self, env):
        if not self.ours:
            return None
        tickets = self.some_open(env, 100, "awaiting").sudo()
        before = fields.Datetime.now() - timedelta(days=2)
        tickets._write_facts({"pending_since": before, "automation_due_at": before})
        return env["helpdesk.ticket"]._cron_lifecycle
