# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class RatingRating(models.Model):
    _inherit = "rating.rating"

    helpdesk_survey_answer_id = fields.Many2one(
        "survey.user_input",
        string="Questionnaire",
        readonly=True,
        index="btree_not_null",
        groups="survey.group_survey_user",
    )

    def _helpdesk_further_url(self):
        # sudo: the customer's own answer, whose secret is in the address
        answer = self.sudo().helpdesk_survey_answer_id
        if answer and answer.state != "done" and answer.survey_id.active:
            return answer.get_start_url()
        return super()._helpdesk_further_url()
