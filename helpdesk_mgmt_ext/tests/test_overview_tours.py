# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common_http import HelpdeskHttpCase
from .test_manager_dashboard import ManagerCommon


@tagged("post_install", "-at_install")
class TestOverviewTours(ManagerCommon, HelpdeskHttpCase):
    """The two dashboards in a browser, with tickets and without any."""

    def test_the_board_opens_what_it_counts(self):
        self._create_tickets(2)
        self._create_tickets(priority="3")
        self._create_tickets(
            name="It is mine",
            user_id=self.agent.id,
            stage_id=self.stages["in_progress"].id,
        )
        self.start_tour(
            "/odoo/helpdesk-overview", "helpdesk_overview_tour", login="hs-agent"
        )

    def test_the_board_shows_first_steps(self):
        self.start_tour(
            "/odoo/helpdesk-overview",
            "helpdesk_overview_empty_tour",
            login="hs-manager",
        )

    def test_the_manager_gets_to_the_rows(self):
        day = fields.Date.today() - timedelta(days=2)
        for hours in range(6):
            self._solved(hours + 1, day=str(day))
        self.start_tour(
            "/odoo/helpdesk-manager", "helpdesk_manager_tour", login="hs-manager"
        )

    def test_the_manager_sees_that_there_is_nothing_yet(self):
        self.start_tour(
            "/odoo/helpdesk-manager", "helpdesk_manager_empty_tour", login="hs-manager"
        )
