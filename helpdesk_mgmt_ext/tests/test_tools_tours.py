# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from odoo.addons.web.tests.test_js import WebSuite

from .common import HelpdeskCommon
from .common_http import HelpdeskHttpCase


@tagged("post_install", "-at_install")
class TestToolsTours(HelpdeskCommon, HelpdeskHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["helpdesk.ticket"].search([]).action_archive()
        cls.ticket = cls._create_tickets(name="Older", user_id=cls.agent.id)

    def _customer_message(self, ticket, body, **kwargs):
        return ticket.message_post(
            body=body,
            author_id=self.customer.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            **kwargs,
        )

    def _tour(self, name, url=None):
        url = url or f"/odoo/helpdesk.ticket/{self.ticket.id}"
        self.start_tour(url, name, login="hs-agent")

    def _list_url(self):
        action = self.env["ir.actions.act_window"].create(
            {
                "name": "HS tickets",
                "res_model": "helpdesk.ticket",
                "view_mode": "list,form",
                "domain": [("team_id", "=", self.team.id)],
            }
        )
        return f"/odoo/action-{action.id}"

    def test_macro(self):
        self.env["helpdesk.macro"].create(
            {
                "name": "Tour macro",
                "body": "Hello {customer}",
                "stage_role": "investigating",
                "user_id": False,
            }
        )
        self._tour("helpdesk_macro_tour")
        self.assertEqual(self.ticket.stage_role, "investigating")

    def test_merge(self):
        younger = self._create_tickets(
            name="Younger", user_id=self.agent.id, received_at="2099-01-01 00:00:00"
        )
        self._customer_message(younger, "Words of the younger")
        self._tour("helpdesk_merge_tour", self._list_url())
        self.assertEqual(younger.merged_into_id, self.ticket)

    def test_bulk_assign(self):
        tickets = self._create_tickets(2)
        self._tour("helpdesk_bulk_tour", self._list_url())
        self.assertEqual(tickets.user_id, self.agent)

    def test_collision_and_stale_answer(self):
        self._tour("helpdesk_collision_tour")

    def test_stale_answer_in_the_full_composer(self):
        self._tour("helpdesk_full_composer_tour")

    def test_split_from_the_chatter(self):
        self._customer_message(
            self.ticket, "And my printer is broken", subject="Printer"
        )
        self._tour("helpdesk_split_tour")
        self.assertEqual(self.ticket.split_ids.name, "Printer")


@tagged("post_install", "-at_install")
class TestToolsJs(WebSuite):
    """Run the browser unit tests of this addon."""

    def get_hoot_filters(self):
        self._test_params = [("+", "@helpdesk_mgmt_ext")]
        return super().get_hoot_filters()

    def test_presence(self):
        self.test_unit_desktop()
