# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""An opportunity asked for by a program."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.helpdesk_mgmt_ext.tests.common import HelpdeskCommon


@tagged("post_install", "-at_install")
class TestCrmApi(HelpdeskCommon):
    def test_one_opportunity_whatever_is_asked(self):
        ticket = self._create_tickets()
        user = self.env.ref("helpdesk_mgmt_ext.user_helpdesk_integration")
        outside = ticket.with_user(user).sudo(False)
        vals = {"scope": "Inventory", "effort_hours": 24, "upsell_kind": "new_module"}
        answer = outside.api_create_opportunity("c1", vals)
        self.assertEqual((answer["status"], answer["created"]), ("applied", True))
        self.assertEqual(ticket.opportunity_id.helpdesk_effort_hours, 24)
        self.assertEqual(
            outside.api_create_opportunity("c1", vals)["status"], "duplicate"
        )
        second = outside.api_create_opportunity("c2", vals)
        self.assertFalse(second["created"])
        self.assertEqual(len(ticket.lead_ids), 1)
        for bad in ({"effort_hours": -1}, {"upsell_kind": "x"}, {"partner_id": 1}):
            with self.subTest(bad), self.assertRaises(ValidationError):
                outside.api_create_opportunity("c3", bad)
