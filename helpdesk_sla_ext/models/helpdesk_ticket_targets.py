# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The targets of a ticket: matched, re-matched, and summed up on the ticket."""

from odoo import api, fields, models
from odoo.fields import Domain

SLA_STATES = [
    ("none", "No promise"),
    ("running", "Running"),
    ("at_risk", "At risk"),
    ("breached", "Breached"),
    ("paused", "Paused"),
    ("met", "Met"),
]


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    customer_tier_id = fields.Many2one(
        "helpdesk.customer.tier",
        compute="_compute_customer_tier_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        groups="base.group_user",
        help="What the customer had bought when the ticket was last classified.",
    )
    sla_deadline = fields.Datetime(
        compute="_compute_sla_state",
        store=True,
        index="btree_not_null",
        help="The nearest deadline of a promise that is still to be kept.",
    )
    sla_state = fields.Selection(
        SLA_STATES,
        string="Service level",
        compute="_compute_sla_state",
        store=True,
        index=True,
        help="The worst of the ticket's open promises.",
    )
    sla_expired = fields.Boolean(compute="_compute_sla_expired")

    @api.model
    def _foreseen_vals(self, vals):
        return super()._foreseen_vals(vals) | {"sla_state": "none"}

    @api.depends("partner_id")
    def _compute_customer_tier_id(self):
        for ticket in self:
            # sudo: who creates a ticket need not know what the customer has bought
            ticket.customer_tier_id = ticket.partner_id.sudo().helpdesk_tier_id

    @api.depends(
        "cycle",
        "ticket_sla_ids.at_risk",
        "ticket_sla_ids.breached_at",
        "ticket_sla_ids.cycle",
        "ticket_sla_ids.deadline",
        "ticket_sla_ids.reached_at",
        "ticket_sla_ids.state",
    )
    def _compute_sla_state(self):
        for ticket in self:
            rows = ticket.ticket_sla_ids.filtered(
                lambda row, cycle=ticket.cycle: (
                    row.cycle == (cycle or 1) and row.state != "cancelled"
                )
            )
            waiting = rows.filtered(lambda row: row._is_open())
            due = waiting.filtered(lambda row: row.deadline and row.state != "on_hold")
            ticket.sla_deadline = min(due.mapped("deadline"), default=False)
            ticket.sla_state = ticket._worst_sla_state(rows, waiting)

    @api.model
    def _worst_sla_state(self, rows, waiting):
        if waiting:
            armed = waiting.filtered(lambda row: row.metric != "update" or row.deadline)
            states = set(armed.mapped("state"))
            if "expired" in states:
                return "breached"
            if any(row.at_risk and row.state == "in_progress" for row in armed):
                return "at_risk"
            if "in_progress" in states or not armed:
                return "running"
            return "paused"
        if not rows:
            return "none"
        return "breached" if any(rows.mapped("breached_at")) else "met"

    @api.depends("ticket_sla_ids.state", "ticket_sla_ids.deadline")
    def _compute_sla_expired(self):
        now = fields.Datetime.now()
        for ticket in self:
            ticket.sla_expired = any(row._is_late(now) for row in ticket.ticket_sla_ids)

    def _search_sla_expired(self, operator, value):
        if operator != "in":
            return NotImplemented
        if len(set(map(bool, value))) != 1:
            return Domain(bool(value))
        # sudo: only whether a target is late counts; tickets are filtered anyway
        late = self.env["helpdesk.ticket.sla"].sudo()._search([("expired", "=", True)])
        found = Domain("ticket_sla_ids", "any!", [("id", "in", late)])
        return found if next(iter(value)) else ~found

    # ---------------------------------------------------------------- targets

    def _sla_targets(self):
        """Return the rows of the tickets' present cycles."""
        return self.ticket_sla_ids.filtered(
            lambda row: row.cycle == (row.ticket_id.cycle or 1)
        )

    def _sla_add_targets(self, folding):
        """Create the targets that the policies ask for, with their deadlines."""
        matches = self.env["helpdesk.sla"]._match(self)
        vals_list = []
        for ticket in self:
            for policy in matches[ticket]:
                vals_list.append(ticket._prepare_sla_target_vals(policy, folding))
        rows = self.env["helpdesk.ticket.sla"].sudo().create(vals_list)  # sudo: system
        folding.warn_admins()
        rows._wake_sweep_at(rows.mapped("next_at"))
        return rows

    def _prepare_sla_target_vals(self, policy, folding, reason=None):
        cycle = self.cycle or 1
        return {
            "ticket_id": self.id,
            "sla_id": policy.id,
            "metric": policy.metric,
            "cycle": cycle,
            **folding.values(policy, self, cycle, reason=reason),
        }

    # ---------------------------------------------------------- stock methods

    def _get_sla(self):
        """Return the policies that fit the ticket, one per promise."""
        self.ensure_one()
        return self.env["helpdesk.sla"]._match(self)[self]

    @api.depends("ticket_sla_ids.cycle", "ticket_sla_ids.dropped", "cycle")
    def _compute_sla_ids(self):
        for ticket in self:
            rows = ticket._sla_targets().filtered(lambda row: not row.dropped)
            ticket.sla_ids = rows.sla_id

    def _compute_sla_fits(self):
        matches = self.env["helpdesk.sla"]._match(self)
        for ticket in self:
            rows = ticket._sla_sudo()._sla_targets().filtered(lambda r: not r.dropped)
            judged = rows.filtered(lambda row: not row._is_open()).mapped("metric")
            wanted = matches[ticket].filtered(
                lambda p, judged=judged: p.metric == "stage" or p.metric not in judged
            )
            present = rows.filtered(
                lambda r, judged=judged: r.metric == "stage" or r.metric not in judged
            )
            ticket.sla_fits = wanted.ids == present.sla_id.sorted().ids or (
                set(wanted.ids) == set(present.sla_id.ids)
            )

    def set_sla(self):
        """Start the clocks of tickets that have none; the others keep theirs.

        Stock deletes all targets here, and with them what was recorded; it calls this
        in every creation.
        """
        self._sla_safely("_sla_start")

    def refresh_sla(self):
        """Bring the targets in line with the policies as they are now."""
        self.check_access("write")
        self._sla_start()
        self._sla_rematch(
            self.env._("Recalculated by %(user)s", user=self.env.user.name)
        )
