# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from .helpdesk_sla import METRICS


class HelpdeskSlaEscalation(models.Model):
    """A rung of the ladder: when, relative to a deadline, what is done about it."""

    _name = "helpdesk.sla.escalation"
    _inherit = "helpdesk.remembered.mixin"
    _description = "Helpdesk SLA Escalation"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    metric = fields.Selection(METRICS, string="Promise", help="Empty: any promise.")
    offset_type = fields.Selection(
        [
            ("percent", "At a share of the time"),
            ("minutes", "Minutes around the deadline"),
            ("warning", "When the policy says: at risk"),
        ],
        string="When",
        required=True,
        default="percent",
    )
    offset_percent = fields.Float(
        string="Share (%)",
        default=100.0,
        help="Of the promised time: 90 is before the deadline, 100 at the breach, 150 "
        "when half the time has passed again.",
    )
    offset_minutes = fields.Integer(
        string="Minutes",
        help="Clock minutes: -30 is half an hour before the deadline, 30 after it.",
    )
    level = fields.Integer(
        string="Escalation Level",
        help="The ticket is escalated to this level if it is lower; 0: only a warning.",
    )
    notify_assignee = fields.Boolean(help="The team leader if nobody is assigned.")
    notify_leader = fields.Boolean(string="Notify Team Leader")
    notify_managers = fields.Boolean(string="Notify Helpdesk Managers")
    notify_user_ids = fields.Many2many(
        "res.users", string="Notify Users", domain=[("share", "=", False)]
    )
    reassign_team_id = fields.Many2one(
        "helpdesk.ticket.team", string="Hand over to Team", ondelete="set null"
    )
    reassign_user_id = fields.Many2one(
        "res.users",
        string="Hand over to User",
        domain=[("share", "=", False)],
        ondelete="set null",
    )
    raise_priority = fields.Boolean(help="By one step, up to Urgent.")
    tag_ids = fields.Many2many("helpdesk.ticket.tag", string="Add Tags")

    _percent_positive = models.Constraint(
        "CHECK(offset_percent >= 0)", "The share of the time cannot be negative."
    )

    @api.model
    def _ranked(self):
        """Return the active rungs, those of all companies; callers filter."""
        return self._remembered([("active", "=", True)], order="sequence, id")

    def write(self, vals):
        result = super().write(vals)
        timing = {"active", "company_id", "metric", "offset_type"}
        if timing.union(("offset_percent", "offset_minutes")).intersection(vals):
            self._reschedule()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        rungs = super().create(vals_list)
        rungs._reschedule()
        return rungs

    def _reschedule(self):
        """Let the sweep look at open targets again: other moments are due now."""
        # sudo: the ladder is for all tickets, seen by the editor or not
        rows = self.env["helpdesk.ticket.sla"].sudo()
        rows = rows.search(
            rows._open_domain() & fields.Domain("deadline", "!=", False)
        ).filtered(lambda row: row.state != "on_hold")
        if rows:
            rows.write({"next_at": fields.Datetime.now()})
            rows._wake_sweep()

    # ---------------------------------------------------------------- actions

    def _apply(self, row):
        """Do what the rung says for the target ``row``, as the bot."""
        self.ensure_one()
        ticket = row.ticket_id._as_bot()
        reason = self._describe(row)
        vals = self._prepare_ticket_vals(ticket)
        if vals:
            ticket.write(vals)
        if self.level > ticket.escalation_level:
            ticket._escalate_to(self.level, reason)
            if ticket.stage_role not in ("pending_customer", "resolved"):
                ticket._move_to_role("escalated")
        self._notify(ticket, row, reason)

    def _prepare_ticket_vals(self, ticket):
        vals = {}
        if self.reassign_team_id and self.reassign_team_id != ticket.team_id:
            vals["team_id"] = self.reassign_team_id.id
        if self.reassign_user_id and self.reassign_user_id != ticket.user_id:
            vals["user_id"] = self.reassign_user_id.id
        if self.raise_priority and ticket.priority != "3":
            vals["priority"] = str(int(ticket.priority or "1") + 1)
        tags = self.tag_ids and self.tag_ids - ticket.tag_ids
        if tags:
            vals["tag_ids"] = [fields.Command.link(tag.id) for tag in tags]
        return vals

    def _describe(self, row):
        """Return why, in a sentence, e.g. ``Resolution due 10 Mar 11:30: breached``."""
        zone = row.calendar_id.tz or "UTC"
        return self.env._(
            "%(rung)s: %(promise)s was due %(deadline)s."
            if row.deadline < fields.Datetime.now()
            else "%(rung)s: %(promise)s is due %(deadline)s.",
            rung=self.name,
            promise=row.display_name,
            deadline=row._format_deadline(row.deadline, zone),
        )

    def _recipients(self, ticket):
        """Return the users to tell; nobody who has left or is a customer."""
        users = self.notify_user_ids
        leader = ticket.team_id.user_id
        if self.notify_assignee:
            users |= ticket.user_id or leader
        if self.notify_leader:
            users |= leader
        if self.notify_managers:
            users |= self._managers(ticket.company_id)
        bots = ticket._known_record("base.user_root") | ticket._bot_user()
        return (users - bots).filtered(lambda user: user.active and not user.share)

    @api.model
    def _managers(self, company):
        tickets = self.env["helpdesk.ticket"]
        group = tickets._known_record("helpdesk_mgmt.group_helpdesk_manager")
        return group.all_user_ids.filtered(lambda user: company in user.company_ids)

    def _notify(self, ticket, row, reason):
        users = self._recipients(ticket)
        if not users:
            return
        # Staff only: the portal need not prepare its link for the customer.
        ticket = ticket.with_context(helpdesk_automatic=True, helpdesk_no_portal=True)
        ticket.message_notify(
            partner_ids=users.partner_id.ids,
            subject=self.env._(
                "%(rung)s: %(ticket)s", rung=self.name, ticket=ticket.display_name
            ),
            body=reason,
            author_id=ticket._bot_user().partner_id.id,
        )
