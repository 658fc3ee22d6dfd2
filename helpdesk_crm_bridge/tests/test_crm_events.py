# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from odoo.addons.helpdesk_mgmt_ext.tests.common import HelpdeskCommon
from odoo.addons.helpdesk_mgmt_ext.tests.common_webhook import EventSchemaCase


@tagged("post_install", "-at_install")
class TestCrmEvents(EventSchemaCase, HelpdeskCommon):
    def setUp(self):
        super().setUp()
        self.webhook = self._listen(
            "ticket.opportunity_detected", "ticket.opportunity_created"
        )

    def test_a_sale_is_told_when_detected_and_when_made(self):
        ticket = self._create_tickets(description="Please send us a quote.")
        ticket.action_convert_to_opportunity()
        detected, created = self._told(self.webhook, ticket)
        self.assertEqual(detected["type"], "ticket.opportunity_detected")
        self.assertEqual(detected["data"]["details"]["kind"], "other")
        self.assertIn("send us a quote", detected["data"]["details"]["reason"])
        self.assertEqual(created["type"], "ticket.opportunity_created")
        self.assertEqual(
            created["data"]["details"],
            {"opportunity": ticket.name, "kind": "other"},
        )

    def test_the_type_opportunity_is_told_once(self):
        ticket = self._create_tickets()
        self.assertFalse(self._told(self.webhook, ticket))
        sale_type = self.env.ref("helpdesk_mgmt_ext.type_opportunity")
        ticket.type_id = sale_type
        ticket.type_id = False
        ticket.type_id = sale_type
        events = [message["type"] for message in self._told(self.webhook, ticket)]
        self.assertEqual(events, ["ticket.opportunity_detected"])

    def test_contacts_in_the_customers_words_are_not_told(self):
        self.env["helpdesk.upsell.phrase"].create(
            {"name": "mail sales@hs-customer.test", "kind": "other"}
        )
        ticket = self._create_tickets(description="Please mail sales@hs-customer.test")
        (message,) = self._told(self.webhook, ticket)
        self.assertNotIn("hs-customer", message["data"]["details"]["reason"])
