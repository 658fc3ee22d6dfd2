# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from odoo.addons.helpdesk_mgmt_ext.tests.common_http import HelpdeskHttpCase

from .common import ChatCommon


@tagged("post_install", "-at_install")
class TestChatTour(ChatCommon, HelpdeskHttpCase):
    def test_operator_makes_a_ticket_by_button(self):
        chat = self._start_chat()
        self._say(chat, "My printer is dead")
        self.start_tour(
            f"/odoo/discuss?active_id=discuss.channel_{chat.id}",
            "helpdesk_livechat_button",
            login=self.operator.login,
        )
        ticket = chat.helpdesk_ticket_ids
        self.assertEqual(ticket.name, "Dead printer")
        self.assertEqual(ticket.partner_email, "gus@chat.example")
