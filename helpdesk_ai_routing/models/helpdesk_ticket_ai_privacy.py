# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the analysis remembers of an anonymised ticket: figures, no words."""

from odoo import api, models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @api.model
    def _anonymised_texts(self):
        return [*super()._anonymised_texts(), "ai_summary"]

    @api.model
    def _anonymising_queries(self):
        return [
            *super()._anonymising_queries(),
            """UPDATE helpdesk_ai_analysis
                  SET summary = NULL, explanation = NULL, error = NULL,
                      input_hash = NULL
                WHERE ticket_id IN %s""",
        ]
