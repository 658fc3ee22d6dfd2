# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import AiCommon


@tagged("post_install", "-at_install")
class TestAiHealth(AiCommon):
    def _check(self):
        checks = self.env["helpdesk.health"]._health_checks()
        return next(check for check in checks if check["key"] == "analysis")

    def test_failed_and_waiting_analyses(self):
        self.env["helpdesk.ai.analysis"].search([]).state = "done"
        self.assertEqual(self._check()["status"], "ok")
        analysis = self._arrive().ai_analysis_id
        analysis.state = "failed"
        self.assertEqual(self._check()["status"], "warning")
        analysis.state = "pending"
        self.assertEqual(self._check()["status"], "ok", "it has just come in")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE helpdesk_ai_analysis SET create_date = create_date"
            " - interval '2 hours' WHERE id = %s",
            [analysis.id],
        )
        self.assertEqual(self._check()["status"], "error")
