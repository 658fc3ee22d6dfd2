# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.tests import tagged

from ..models.helpdesk_ticket_ai_routing import AUDIT_AFTER
from .common import AiCommon


@tagged("post_install", "-at_install")
class TestAiSpeed(AiCommon):
    def test_the_request_itself_is_not_read_twice(self):
        engine = type(self.env["helpdesk.ai.engine"])
        with patch.object(engine, "_mood", return_value=("neutral", 0.0)) as mood:
            ticket = self._receive()
            mood.assert_not_called()
            self.assertTrue(ticket.ai_sentiment)
            first = ticket.message_ids.filtered(lambda m: m.message_type == "email")
            self._receive(body="It is still broken.", reply_to=first[-1])
            mood.assert_called_once()

    def test_people_of_two_languages_share_a_worker(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.team.description = "Printers and paper"
        self.team.with_context(lang="fr_FR").description = "Imprimantes et papier"
        engine = self.env["helpdesk.ai.engine"]
        english, french = engine, engine.with_context(lang="fr_FR")
        first = [each._classifier()[0] for each in (english, french)]
        self.assertIsNot(*first)
        again = [each._classifier()[0] for each in (english, french)]
        for one, other in zip(first, again, strict=True):
            self.assertIs(one, other)

    def test_many_decisions_are_not_counted(self):
        tickets = self._create_tickets(AUDIT_AFTER)
        company = tickets.company_id
        self.env["helpdesk.ai.analysis"].search(
            [("decision", "=", "auto_assigned")]
        ).decision = "suggested"
        analyses = self.env["helpdesk.ai.analysis"].create(
            [
                {"ticket_id": t.id, "state": "done", "decision": "auto_assigned"}
                for t in tickets
            ]
        )
        self.assertEqual(tickets._ai_sampling_companies(), company)
        analyses[:1].decision = "suggested"
        self.assertFalse(tickets._ai_sampling_companies())
