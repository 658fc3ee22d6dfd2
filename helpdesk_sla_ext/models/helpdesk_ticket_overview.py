# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @api.model
    def _overview_fields(self):
        return super()._overview_fields() | {"sla_deadline", "sla_state"}
