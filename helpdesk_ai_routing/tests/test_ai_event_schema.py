# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import freeze_time, tagged

from odoo.addons.helpdesk_mgmt_ext.tests.common_webhook import EventSchemaCase

from .common import AiCommon
from .test_ai_n8n import ANSWER


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestAiEventSchema(EventSchemaCase, AiCommon):
    def test_an_analysis_of_our_own_is_told_as_published(self):
        webhook = self._listen("ticket.analysed")
        ticket = self._arrive()
        (message,) = self._told(webhook, ticket)
        details = message["data"]["details"]
        self.assertEqual(details["provider"], "embedded")
        self.assertIn(details["decision"], ("auto_assigned", "to_officer"))

    def test_an_analysis_from_outside_is_told_in_the_words_it_came_in(self):
        self.env.company.helpdesk_ai_external_allowed = True
        self.env["helpdesk.ai.provider"].create(
            {"name": "n8n", "kind": "n8n", "sequence": 1}
        )
        webhook = self._listen("ticket.analysed")
        user = self.env.ref("helpdesk_mgmt_ext.user_helpdesk_integration")
        for urgency in ("low", "medium", "high", "urgent"):
            with self.subTest(urgency):
                ticket = self._arrive()
                answer = {**ANSWER, "urgency": urgency}
                outside = ticket.with_user(user).sudo(False)
                outside.api_apply_analysis(f"a-{urgency}", answer)
                (message,) = self._told(webhook, ticket)
                details = message["data"]["details"]
                self.assertEqual(details["priority"], urgency)
                self.assertEqual(details["team"], ANSWER["team"])
                self.assertEqual(details["classification"], ANSWER["classification"])
                self.assertEqual(details["sentiment"], ANSWER["sentiment"]["label"])
