# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import api, fields, models

_logger = logging.getLogger(__name__)


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    survey_answer_ids = fields.One2many(
        "survey.user_input",
        "helpdesk_ticket_id",
        string="Questionnaires",
        groups="survey.group_survey_user",
    )
    survey_answer_count = fields.Integer(
        string="Answered questionnaires",
        compute="_compute_survey_answer_count",
        groups="survey.group_survey_user",
    )

    @api.depends("survey_answer_ids.state")
    def _compute_survey_answer_count(self):
        counts = dict(
            self.env["survey.user_input"]._read_group(
                [("helpdesk_ticket_id", "in", self.ids), ("state", "=", "done")],
                ["helpdesk_ticket_id"],
                ["__count"],
            )
        )
        for ticket in self:
            ticket.survey_answer_count = counts.get(ticket._origin, 0)

    def _after_rating(self, rating, corrected):
        result = super()._after_rating(rating, corrected)
        # sudo: the team's questionnaire is offered to whoever has rated
        rating_sudo, survey = rating.sudo(), self.team_id.sudo().csat_survey_id
        if survey.active and not rating_sudo.helpdesk_survey_answer_id:
            try:
                with self.env.cr.savepoint():
                    rating_sudo.helpdesk_survey_answer_id = survey._create_answer(
                        partner=rating_sudo.partner_id,
                        check_attempts=False,
                        helpdesk_ticket_id=self.id,
                    )
            except Exception:
                _logger.exception("No questionnaire could be made: %s", self.number)
        return result

    def action_view_survey_answers(self):
        """Open what the customer answered about this ticket."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "survey.action_survey_user_input"
        )
        action["domain"] = [("helpdesk_ticket_id", "=", self.id)]
        action["context"] = {"create": False}
        return action
