# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import HelpdeskCommon
from .common_http import HelpdeskHttpCase


@tagged("post_install", "-at_install")
class TestTimerTour(HelpdeskCommon, HelpdeskHttpCase):
    def test_timer(self):
        ticket = self._create_tickets(user_id=self.agent.id)
        self.start_tour(
            f"/odoo/helpdesk.ticket/{ticket.id}",
            "helpdesk_timer_tour",
            login="hs-agent",
        )
        lines = ticket.timesheet_ids
        self.assertEqual(
            set(lines.mapped("name")), {"Read the log", "Phoned the customer"}
        )
        self.assertEqual(lines.user_id, self.agent)
        self.assertAlmostEqual(ticket.total_hours, 31 / 60, places=2)
