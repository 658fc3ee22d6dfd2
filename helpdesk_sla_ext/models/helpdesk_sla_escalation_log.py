# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskSlaEscalationLog(models.Model):
    """That a rung is done for a target: at most once, the database sees to it.

    A cadence promises each update anew, so there it is once per promised update.
    """

    _name = "helpdesk.sla.escalation.log"
    _description = "Helpdesk SLA Escalation Done"
    _inherit = ["helpdesk.sla.ticket.owned"]
    _order = "at, id"
    _rec_name = "escalation_id"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, ondelete="cascade", index=True, readonly=True
    )
    ticket_sla_id = fields.Many2one(
        "helpdesk.ticket.sla",
        string="Target",
        required=True,
        ondelete="cascade",
        readonly=True,
    )
    escalation_id = fields.Many2one(
        "helpdesk.sla.escalation",
        required=True,
        ondelete="cascade",
        readonly=True,
    )
    lap = fields.Integer(readonly=True)
    at = fields.Datetime(string="When", required=True, readonly=True)
    skipped = fields.Boolean(
        readonly=True, help="Its moment had passed before anybody could be warned."
    )

    _once = models.Constraint(
        "UNIQUE(ticket_sla_id, escalation_id, lap)",
        "An escalation happens once for each target.",
    )
