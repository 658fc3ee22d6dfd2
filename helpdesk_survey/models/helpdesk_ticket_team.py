# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    csat_survey_id = fields.Many2one(
        "survey.survey",
        string="Questionnaire",
        ondelete="set null",
        domain=[("users_login_required", "=", False)],
        groups="survey.group_survey_user",
        help="Offered to customers after they have rated with a smiley.",
    )
