# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import SlaCommon


@tagged("post_install", "-at_install")
class TestSlaHealth(SlaCommon):
    def _check(self):
        checks = self.env["helpdesk.health"]._health_checks()
        return next(check for check in checks if check["key"] == "calendars")

    def test_team_whose_hours_never_open(self):
        self.team.use_sla = True
        self.team.resource_calendar_id = self.env["resource.calendar"].create(
            {"name": "Never", "attendance_ids": [(5, 0, 0)]}
        )
        self.assertEqual(self._check()["status"], "warning")
        self.assertIn(self.team.name, self._check()["detail"])
        self.env["helpdesk.ticket.team"].search([]).use_sla = False
        self.assertEqual(self._check()["status"], "ok")
