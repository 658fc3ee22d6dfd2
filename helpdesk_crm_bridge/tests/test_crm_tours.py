# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import new_test_user, tagged

from odoo.addons.helpdesk_mgmt_ext.tests.common import HelpdeskCommon
from odoo.addons.helpdesk_mgmt_ext.tests.common_http import HelpdeskHttpCase


@tagged("post_install", "-at_install")
class TestCrmTours(HelpdeskCommon, HelpdeskHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env,
            login="hs-seller",
            password="hs-seller",
            groups="helpdesk_mgmt.group_helpdesk_user,"
            "sales_team.group_sale_salesman_all_leads",
            email="hs-seller@ours.test",
        )
        cls.team.user_ids += cls.seller
        cls.ticket = cls._create_tickets(
            name="The tour's printer", description="<p>Please send us a quote.</p>"
        )

    def _form(self):
        return f"/odoo/helpdesk-tickets/{self.ticket.id}"

    def test_officer_converts_early_and_sales_sees_it(self):
        self.start_tour(self._form(), "helpdesk_crm_early_tour", login="hs-seller")
        self.ticket.invalidate_recordset()
        lead = self.ticket.opportunity_id
        self.assertEqual(lead.helpdesk_detection, "early")
        self.assertEqual(lead.helpdesk_effort_hours, 12)
        self.start_tour(
            f"/odoo/crm/{lead.id}", "helpdesk_crm_sales_tour", login="hs-seller"
        )

    def test_late_conversion_from_the_resolve_dialog(self):
        self.ticket.user_id = self.seller
        self.ticket.action_investigate()
        self.start_tour(self._form(), "helpdesk_crm_late_tour", login="hs-seller")
        self.ticket.invalidate_recordset()
        self.assertEqual(self.ticket.stage_role, "resolved")
        self.assertEqual(self.ticket.opportunity_id.helpdesk_detection, "late")
