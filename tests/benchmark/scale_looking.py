# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from scale_views import ViewSpecifications


class Looking(ViewSpecifications):
    """Lists, forms, figures and pages; mixed into the operations."""

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
