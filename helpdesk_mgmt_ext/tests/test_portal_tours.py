# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.tests import new_test_user, tagged

from .common import HelpdeskCommon
from .common_http import HelpdeskHttpCase

FORM = "odoo.addons.helpdesk_mgmt_ext.controllers.help_centre"


@tagged("post_install", "-at_install")
class TestPortalTours(HelpdeskCommon, HelpdeskHttpCase):
    def _ticket(self, subject):
        return self.env["helpdesk.ticket"].search([("name", "=", subject)])

    def _resolve(self, ticket):
        ticket.write({"team_id": self.team.id, "user_id": self.agent.id})
        ticket.with_user(self.agent).action_resolve("You find it below.")

    def test_visitor_asks_follows_his_link_and_confirms(self):
        with patch(f"{FORM}.MIN_SECONDS", 0):  # a tour types faster than people
            self.start_tour("/helpdesk", "helpdesk_visitor_asks", login=None)
        ticket = self._ticket("Is there a <b>manual</b>?")
        self.assertEqual(ticket.partner_email, "vera@hs-visitor.test")
        self.assertEqual(ticket.attachment_ids.mapped("name"), ["shelf.txt"])
        self.assertIn("I found it after all.", ticket.message_ids[0].preview)
        self._resolve(ticket)
        link = ticket._respond_url()
        self.start_tour(link, "helpdesk_visitor_confirms", login=None)
        self.assertEqual(ticket.stage_role, "closed")
        self.assertEqual(ticket.close_reason, "confirmed")

    def test_customer_opens_attaches_replies_confirms_and_reopens(self):
        user = new_test_user(
            self.env, "hs-tour", "base.group_portal", email="tour@hs-customer.test"
        )
        self.start_tour("/my/tickets", "helpdesk_portal_asks", login="hs-tour")
        ticket = self._ticket("The lift is stuck")
        self.assertEqual(ticket.partner_id, user.partner_id)
        self.assertEqual(ticket._message_kind(ticket.message_ids[0]), "customer")
        self.assertEqual(ticket.message_ids[0].attachment_ids.name, "floor.txt")
        self._resolve(ticket)
        self.start_tour("/my/tickets", "helpdesk_portal_answers", login="hs-tour")
        self.assertEqual(ticket.stage_role, "in_progress")
        self.assertEqual(ticket.reopen_count, 1)
