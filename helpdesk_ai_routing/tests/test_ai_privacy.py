# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.tests import tagged

from odoo.addons.helpdesk_mgmt_ext.tests.common import HelpdeskCommon


@tagged("post_install", "-at_install")
class TestAiPrivacy(HelpdeskCommon):
    def test_analysis_forgets_words_and_teaches_no_more(self):
        ticket = self._create_tickets()
        analysis = self.env["helpdesk.ai.analysis"].create(
            {
                "ticket_id": ticket.id,
                "provider": "embedded",
                "state": "done",
                "team_id": self.team.id,
                "final_team_id": self.team.id,
                "confidence": 0.9,
                "outcome": "accepted",
                "decided_at": fields.Datetime.now(),
                "summary": "a secret",
                "explanation": {"team": ["secret"]},
            }
        )
        ticket.sudo().ai_summary = "a secret"
        ticket.stage_id = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        trainer = self.env["helpdesk.ai.trainer"]
        self.assertIn(ticket, [row[0] for row in trainer._labelled()])
        ticket._anonymise()
        self.assertFalse(analysis.summary or analysis.explanation or ticket.ai_summary)
        self.assertEqual((analysis.team_id, analysis.confidence), (self.team, 0.9))
        self.assertNotIn(ticket, [row[0] for row in trainer._labelled()])
