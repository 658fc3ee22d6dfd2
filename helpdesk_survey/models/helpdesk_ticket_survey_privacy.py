# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @api.model
    def _anonymising_queries(self):
        """Of a questionnaire the choices stay; who answered, and his words, go."""
        return [
            *super()._anonymising_queries(),
            """UPDATE survey_user_input_line line
                  SET value_char_box = NULL, value_text_box = NULL
                 FROM survey_user_input answer
                WHERE answer.id = line.user_input_id
                  AND answer.helpdesk_ticket_id IN %s""",
            """UPDATE survey_user_input
                  SET partner_id = NULL, email = NULL, nickname = NULL
                WHERE helpdesk_ticket_id IN %s""",
        ]
