# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.helpdesk_mgmt_ext.tests.common_read_only import ReadOnlyCase


@tagged("post_install", "-at_install")
class TestAiReadOnly(ReadOnlyCase, HttpCase):
    def test_dashboard_of_the_routing_writes_nothing(self):
        new_test_user(
            self.env, "ro-officer", groups="helpdesk_mgmt.group_helpdesk_user"
        )
        self.authenticate("ro-officer", "ro-officer")
        data = self._call("helpdesk.ai.dashboard", "get_data")
        self.assertIn("weeks", data)
