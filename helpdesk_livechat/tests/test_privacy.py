# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged
from odoo.tools import is_html_empty

from .common import ChatCommon


@tagged("post_install", "-at_install")
class TestPrivacy(ChatCommon):
    def _close(self, ticket):
        ticket.stage_id = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        return ticket

    def _texts(self, chat):
        return [m.body for m in chat.message_ids if not is_html_empty(m.body)]

    def test_chat_is_forgotten_with_its_ticket(self):
        chat = self._start_chat()
        self._say(chat, "my secret")
        ticket = self._close(self._command(chat, "/ticket Printer"))
        ticket._anonymise()
        self.assertFalse(self._texts(chat))
        self.assertNotEqual(self.guest.name, "Gus Guest")

    def test_chat_of_another_ticket_that_counts_stays(self):
        chat = self._start_chat()
        self._say(chat, "my secret")
        ticket = self._close(self._command(chat, "/ticket Printer"))
        self._create_tickets(chat_session_id=chat.id)
        ticket._anonymise()
        self.assertTrue(self._texts(chat))
