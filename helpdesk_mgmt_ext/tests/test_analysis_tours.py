# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time, new_test_user, tagged

from .common_http import HelpdeskHttpCase
from .test_metrics import MetricsCommon


@tagged("post_install", "-at_install")
class TestAnalysisTours(MetricsCommon, HelpdeskHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The report shows archived tickets too: others would be in the way.
        cls.env["helpdesk.ticket"].with_context(active_test=False).search([]).unlink()

    def _answered(self, **vals):
        arrival = fields.Datetime.now() - timedelta(hours=3)
        with freeze_time(arrival):
            ticket = self._create_tickets(name="Asked and answered", **vals)
        self._answer(ticket, freeze_time(arrival + timedelta(hours=2)))
        return ticket

    def test_the_report_answers_a_question(self):
        self._answered(user_id=self.agent.id)
        self.start_tour(
            "/odoo/helpdesk-analysis", "helpdesk_analysis_tour", login="hs-manager"
        )

    def test_the_report_without_tickets(self):
        self.start_tour(
            "/odoo/helpdesk-analysis",
            "helpdesk_analysis_empty_tour",
            login="hs-manager",
        )

    def test_the_customer_sees_who_has_the_ball(self):
        user = new_test_user(
            self.env, "hs-ball", groups="base.group_portal", name="Bea Ball"
        )
        ticket = self._answered(partner_id=user.partner_id.id)
        with freeze_time(ticket.received_at + timedelta(hours=2)):
            ticket.with_user(self.agent).action_request_info("Which version?")
        self.start_tour(
            f"/my/ticket/{ticket.id}", "helpdesk_ball_portal_tour", login="hs-ball"
        )
