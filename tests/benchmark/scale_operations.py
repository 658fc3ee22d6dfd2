# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is measured on stock and on ours alike; nothing of it is kept.

A method named as in ``scale_titles`` prepares and returns the work, so that preparing is
not measured. ``None`` means that these addons have no such thing.
"""

import time
from datetime import timedelta
from email.message import EmailMessage

from odoo import fields

from scale_views import ViewSpecifications
from scale_web import Visitor


class Operations(ViewSpecifications):
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
        domain = [("user_id", "not in", colleague.ids), ("team_id.name", "=", "Bench 5")]
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
        return env["helpdesk.ticket.sla"]._cron_sweep

    def sweep_100(self, env):
        if not self.ours:
            return None
        env.cr.execute(
            "UPDATE helpdesk_ticket_sla SET next_at = now() - interval '1 day'"
            " WHERE id IN (SELECT id FROM helpdesk_ticket_sla WHERE next_at IS NOT NULL"
            " AND metric = 'resolution' ORDER BY next_at LIMIT 100)"
        )
        return env["helpdesk.ticket.sla"]._cron_sweep

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

    # ---------------------------------------------------------------- looking

    def open_domain(self):
        if self.ours:
            return [("stage_role", "not in", ["closed", "cancelled", "rejected"])]
        return [("closed", "=", False)]

    def listing(self, env, domain, name="officer", offset=0):
        tickets = self.tickets(env, name)
        spec, order = self.specification(tickets, "list")
        return lambda: tickets.web_search_read(
            domain, spec, offset=offset, limit=80, order=order, count_limit=10_001
        )

    def list_open(self, env):
        return self.listing(env, self.open_domain())

    def list_mine(self, env):
        agent = self.user(env, "agent")
        return self.listing(
            env, [("user_id", "=", agent.id), *self.open_domain()], "agent"
        )

    def list_all(self, env):
        return self.listing(env, [])

    def list_deep(self, env):
        return self.listing(env, [], offset=80 * 99)

    def search_number(self, env):
        number = "B00004711"
        return self.listing(
            env, ["|", ("number", "ilike", number), ("name", "ilike", number)]
        )

    def search_title(self, env):
        word = "rosrosros"
        return self.listing(
            env, ["|", ("number", "ilike", word), ("name", "ilike", word)]
        )

    def search_text(self, env):
        return self.listing(env, [("description", "ilike", "Reference R4711.")])

    def search_customer(self, env):
        return self.listing(env, [("partner_id", "child_of", self.customer(env).ids)])

    def customer(self, env):
        return env["res.partner"].search([("name", "=", "Customer 77")])

    def kanban(self, env):
        tickets = self.tickets(env)
        spec, _order = self.specification(tickets, "kanban")
        return lambda: tickets.web_read_group(
            self.open_domain(),
            ["stage_id"],
            ["__count"],
            auto_unfold=True,
            unfold_read_specification=spec,
            unfold_read_default_limit=40,
        )

    def group_stage(self, env):
        return self.grouping(env, ["stage_id"])

    def group_month(self, env):
        return self.grouping(env, [f"{self.received()}:month"])

    def received(self):
        return "received_at" if self.ours else "create_date"

    def grouping(self, env, groupby):
        tickets = self.tickets(env)
        return lambda: tickets.web_read_group([], groupby, ["__count"])

    def views(self, env):
        tickets = self.tickets(env)
        wanted = [(False, name) for name in ("list", "kanban", "form", "search")]
        return lambda: tickets.get_views(wanted, {"load_filters": True})

    def form_read(self, env):
        ticket = self.some_open(env, 1)
        spec, _order = self.specification(ticket, "form")
        return lambda: ticket.web_read(spec)

    def form_thread(self, env):
        ticket = self.some_open(env, 1)
        return lambda: ticket.env["mail.message"]._message_fetch(
            domain=[("model", "=", ticket._name), ("res_id", "=", ticket.id)],
            thread=ticket,
        )

    def form_new(self, env):
        tickets = self.tickets(env)
        spec, _order = self.specification(tickets, "form")
        return lambda: tickets.onchange({}, [], spec)

    # ---------------------------------------------------------------- figures

    def dashboard(self, env):
        manager = self.user(env, "manager")
        if self.ours:
            return env["helpdesk.overview"].with_user(manager).get_overview
        teams = env["helpdesk.ticket.team"].with_user(manager)
        names = ("todo_ticket_count", "todo_ticket_count_unassigned")
        names += ("todo_ticket_count_unattended", "todo_ticket_count_high_priority")
        spec = {"name": {}, **{name: {} for name in names}}

        def work():
            teams.web_search_read([], spec, limit=80)
            teams.retrieve_dashboard()

        return work

    def manager(self, env):
        if not self.ours:
            return None
        manager = self.user(env, "manager")
        return env["helpdesk.manager.dashboard"].with_user(manager).get_data

    def report(self, env):
        if self.ours:
            rows = env["helpdesk.ticket.analysis"].with_user(self.user(env, "manager"))
            averages = ["first_response_hours:avg", "resolution_hours:avg"]
        else:
            rows, averages = self.tickets(env, "manager"), ["rating_last_value:avg"]
        by = ["team_id", f"{self.received()}:month"]
        return lambda: rows.formatted_read_group([], by, ["__count", *averages])

    # ------------------------------------------------------------------- HTTP

    def portal_list(self, env):
        return self.visitor.visiting(env, "/my/tickets")

    def portal_search(self, env):
        return self.visitor.visiting(env, "/my/tickets?search=printer&search_in=all")

    def portal_ticket(self, env):
        customer = self.user(env, "customer").partner_id
        ticket = env["helpdesk.ticket"].search(
            [("partner_id", "=", customer.id)], limit=1, order="id desc"
        )
        return self.visitor.visiting(env, f"/my/ticket/{ticket.id}")
