# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo.tests import tagged

from .common import SURE, UNSURE, AiCommon

START = datetime(2026, 3, 2, 8)


@tagged("post_install", "-at_install")
class TestAiDemo(AiCommon):
    def _past(self, text, team, **facts):
        ticket = self._arrive(text, team_id=team.id)
        ticket.ai_analysis_ids.unlink()
        ticket._write_facts({"received_at": START, **facts})
        return ticket._as_bot()

    def test_past_tickets_are_told_where_they_are(self):
        ticket = self._past(UNSURE, self.queue)
        ticket._ai_tell_past()
        self.assertEqual(ticket.team_id, self.queue)
        analysis = ticket.ai_analysis_id
        self.assertEqual(analysis.decision, "to_officer")
        self.assertEqual((analysis.analysed_at, analysis.outcome), (START, "open"))
        self.assertTrue(ticket.ai_panel["suggestions"])

    def test_a_solved_one_tells_whether_it_would_have_been_right(self):
        for team, outcome in (
            (self.integration, "accepted"),
            (self.technical, "corrected"),
        ):
            ticket = self._past(SURE, team)
            ticket.action_close()
            ticket._ai_tell_past()
            self.assertEqual(ticket.ai_analysis_id.outcome, outcome)
            self.assertEqual(ticket.ai_analysis_id.final_team_id, team)
