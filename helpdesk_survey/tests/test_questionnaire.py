# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.helpdesk_mgmt_ext.tests.common_csat import CsatCommon

TICKET = "odoo.addons.helpdesk_survey.models.helpdesk_ticket"


@tagged("post_install", "-at_install")
class TestQuestionnaire(CsatCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.env.ref("helpdesk_survey.survey_helpdesk")
        cls.team.csat_survey_id = cls.survey
        cls.ticket = cls._create_tickets(user_id=cls.agent.id)
        cls.ticket.with_user(cls.officer).action_close()
        cls.rating = cls.ticket.sudo().rating_ids
        cls.url = f"/rate/{cls.rating.access_token}"

    def _answers(self):
        return self.survey.user_input_ids.filtered(
            lambda answer: answer.helpdesk_ticket_id == self.ticket
        )

    def test_following_the_link_opens_no_questionnaire(self):
        page = self.url_open(f"{self.url}/5").text
        self.assertNotIn("/survey/", page)
        self.assertFalse(self._answers())

    def test_who_has_rated_can_tell_more(self):
        self.authenticate(None, None)
        data = {"rate": 1, "csrf_token": Request.csrf_token(self)}
        page = self.url_open(f"{self.url}/submit_feedback", data=data).text
        answer = self._answers()
        self.assertEqual(answer.partner_id, self.customer)
        self.assertIn(answer.access_token, page)
        survey_page = self.url_open(answer.get_start_url())
        self.assertEqual(survey_page.status_code, 200)
        self.assertIn("Our help in more detail", survey_page.text)

    def test_correction_opens_no_second_questionnaire(self):
        self.rating._helpdesk_submit(1, "")
        self.rating._helpdesk_submit(3, "")
        self.assertEqual(len(self._answers()), 1)

    def test_answer_is_found_on_the_ticket(self):
        self.rating._helpdesk_submit(5, "")
        self.assertEqual(self.ticket.survey_answer_count, 0)
        self._answers()._mark_done()
        self.assertEqual(self.ticket.survey_answer_count, 1)
        action = self.ticket.action_view_survey_answers()
        found = self.env["survey.user_input"].search(action["domain"])
        self.assertEqual(found, self._answers())
        self.assertNotIn("/survey/", self.url_open(self.url + "/submit_feedback").text)

    def test_team_without_questionnaire_offers_none(self):
        self.team.csat_survey_id = False
        self.rating._helpdesk_submit(5, "")
        self.assertFalse(self.rating._helpdesk_further_url())

    @mute_logger(TICKET)
    def test_questionnaire_that_cannot_be_opened_harms_no_rating(self):
        survey = type(self.survey)
        with patch.object(survey, "_create_answer", side_effect=UserError("no")):
            self.assertTrue(self.rating._helpdesk_submit(5, ""))
        self.assertTrue(self.rating.consumed)

    def test_closed_questionnaire_is_not_offered(self):
        self.survey.active = False
        self.assertTrue(self.rating._helpdesk_submit(5, ""))
        self.assertFalse(self.rating._helpdesk_further_url())
