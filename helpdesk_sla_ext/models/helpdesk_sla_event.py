# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..sla_clock import Event

KINDS = [
    ("start", "Started"),
    ("pause", "Paused"),
    ("resume", "Resumed"),
    ("respond", "First answer"),
    ("update", "Update"),
    ("resolve", "Resolved"),
    ("reopen", "Reopened"),
    ("rematch", "Re-evaluated"),
    ("cancel", "Cancelled"),
]


class HelpdeskSlaEvent(models.Model):
    """What happened to a ticket's clocks: the truth all targets are folded from.

    Append-only: nobody changes or deletes a line, not even the superuser; lines go
    with their ticket only. ``at`` is naive UTC.
    """

    _name = "helpdesk.sla.event"
    _description = "Helpdesk SLA Event"
    _inherit = ["helpdesk.sla.ticket.owned"]
    _order = "id"
    _log_access = False  # ``at`` is the time; the row never changes
    _rec_name = "kind"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, ondelete="cascade", readonly=True
    )
    cycle = fields.Integer(required=True, default=1, readonly=True)
    at = fields.Datetime(required=True, string="When", readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True, string="What")
    role = fields.Char(readonly=True, help="Role of the stage that was entered.")
    stage_id = fields.Many2one(
        "helpdesk.ticket.stage", ondelete="set null", readonly=True
    )
    by_customer = fields.Boolean(
        readonly=True, help="The customer wrote: it is our turn from here."
    )
    detail = fields.Text(readonly=True)
    user_id = fields.Many2one("res.users", ondelete="set null", readonly=True)

    _ticket_idx = models.Index("(ticket_id, cycle)")

    def write(self, vals):
        if self:
            raise UserError(
                self.env._("The history of a service level cannot be changed.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        raise UserError(self.env._("The history of a service level cannot be deleted."))

    def _plain(self):
        """Return the lines as the arithmetic wants them."""
        return [
            Event(
                line.at,
                line.kind,
                line.role or None,
                line.stage_id.id or None,
                line.by_customer,
            )
            for line in self
        ]
