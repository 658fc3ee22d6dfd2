# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicketStage(models.Model):
    _inherit = "helpdesk.ticket.stage"

    work_type_id = fields.Many2one(
        "helpdesk.work.type",
        string="Usual work",
        ondelete="set null",
        help="Proposed when somebody starts a timer in this stage. Empty: by the role, "
        "such as Triage for New, Analysis for Investigating, Fix for In Progress.",
    )

    def _get_work_type(self):
        """Return the type of work proposed in this stage; may be none."""
        chosen = self.work_type_id.filtered("active")
        return chosen or self.env["helpdesk.work.type"]._default_for_role(self.role)
