# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import tagged

from odoo.addons.helpdesk_mgmt_ext.tests.common import HelpdeskCommon


@tagged("post_install", "-at_install")
class TestPrivacy(HelpdeskCommon):
    def test_words_and_person_go_the_choice_stays(self):
        survey = self.env["survey.survey"].create(
            {
                "title": "HS",
                "question_and_page_ids": [
                    Command.create({"title": "Why?", "question_type": "text_box"}),
                    Command.create(
                        {
                            "title": "Which?",
                            "question_type": "simple_choice",
                            "suggested_answer_ids": [Command.create({"value": "A"})],
                        }
                    ),
                ],
            }
        )
        words, choice = survey.question_ids
        ticket = self._create_tickets()
        answer = survey._create_answer(
            partner=self.customer, check_attempts=False, helpdesk_ticket_id=ticket.id
        )
        answer._save_lines(words, "a secret")
        answer._save_lines(choice, choice.suggested_answer_ids.id)
        ticket.stage_id = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        ticket._anonymise()
        self.assertFalse(answer.partner_id or answer.email or answer.nickname)
        lines = answer.user_input_line_ids
        self.assertFalse(any(lines.mapped("value_text_box")))
        self.assertEqual(lines.suggested_answer_id, choice.suggested_answer_ids)
