# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @api.model
    def _anonymised_texts(self):
        """An opportunity that was made of the ticket has a life of its own."""
        return [*super()._anonymised_texts(), "opportunity_reason"]
