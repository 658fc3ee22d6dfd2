# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Pages and figures that a replica of the database can answer: they write nothing."""

from odoo.tests import HttpCase, new_test_user, tagged

from .common import HelpdeskCommon
from .common_read_only import ReadOnlyCase


@tagged("post_install", "-at_install")
class TestReadOnly(ReadOnlyCase, HelpdeskCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = new_test_user(
            cls.env, "ro-boss", groups="helpdesk_mgmt.group_helpdesk_manager"
        )
        cls.customer = new_test_user(
            cls.env, "ro-customer", groups="base.group_portal", email="ro@hs.test"
        )
        cls.ticket = cls.env["helpdesk.ticket"].create(
            {
                "name": "Read only",
                "description": "x",
                "partner_id": cls.customer.partner_id.id,
            }
        )

    def test_public_pages_write_nothing(self):
        self._get("/helpdesk")
        self._get("/helpdesk/new")

    def test_page_to_confirm_an_address_writes_nothing(self):
        partner = self.customer.partner_id
        token = partner._helpdesk_email_token()
        self._get(f"/helpdesk/verify/{partner.id}?token={token}", "ro@hs.test")

    def test_list_of_the_portal_writes_nothing(self):
        self.authenticate("ro-customer", "ro-customer")
        self._get("/my/tickets", "Read only")

    def test_documentation_of_the_api_writes_nothing(self):
        self.authenticate("ro-boss", "ro-boss")
        self._get("/helpdesk/api", "api_create")
        self._get("/helpdesk/api/openapi.json", "api_create")

    def test_figures_and_panels_write_nothing(self):
        self.authenticate("ro-boss", "ro-boss")
        self.assertIn("sections", self._call("helpdesk.overview", "get_overview"))
        self.assertIn("cards", self._call("helpdesk.manager.dashboard", "get_data"))
        panel = self._call("helpdesk.ticket", "get_customer_panel", self.ticket.ids)
        self.assertEqual(panel["email"], "ro@hs.test")

    def test_page_that_marks_something_read_is_not_read_only(self):
        self.authenticate("ro-customer", "ro-customer")
        with (
            self.assertRaises(AssertionError),
            self._answered_read_only("/my/ticket"),
        ):
            self.url_open(f"/my/ticket/{self.ticket.id}")
