# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.tests import tagged

from odoo.addons.helpdesk_mgmt_ext.tests.common_http import HelpdeskHttpCase

from .common import SURE, UNSURE, AiCommon


@tagged("post_install", "-at_install")
class TestAiTours(AiCommon, HelpdeskHttpCase):
    def test_an_officer_triages_by_keyboard(self):
        self.env["helpdesk.ticket"].search([]).write({"active": False})
        self.integration.ai_routable = False
        tickets = self._arrive() + self._arrive(UNSURE)
        self.start_tour(
            "/odoo/helpdesk-triage", "helpdesk_ai_triage", login=self.officer.login
        )
        for ticket in tickets:
            self.assertNotEqual(ticket.team_id, self.queue)
            self.assertEqual(ticket.ai_analysis_id.decided_by_id, self.officer)

    def test_the_dashboard_opens_with_data(self):
        now = fields.Datetime.now()
        for number, ticket in enumerate(self._create_arrived([SURE] * 60)):
            ticket.ai_analysis_id.write(
                {
                    "confidence": 0.55 + 0.007 * number,
                    "outcome": "accepted" if number % 6 else "corrected",
                    "final_team_id": (
                        self.integration if number % 6 else self.technical
                    ).id,
                    "decided_at": now,
                }
            )
        self.start_tour(
            "/odoo/helpdesk-routing", "helpdesk_ai_dashboard", login=self.manager.login
        )

    def test_the_dashboard_opens_empty(self):
        self.env["helpdesk.ai.analysis"].search([]).unlink()
        self.start_tour(
            "/odoo/helpdesk-routing",
            "helpdesk_ai_dashboard_empty",
            login=self.manager.login,
        )
