# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from odoo.addons.helpdesk_kb.tests.common import KbCommon
from odoo.addons.helpdesk_mgmt_ext.tests.common_http import HelpdeskHttpCase


@tagged("post_install", "-at_install")
class TestReplyTour(KbCommon, HelpdeskHttpCase):
    def test_an_agent_sends_what_was_suggested(self):
        self._article(
            "Zebra printer prints twice",
            "<p>It prints twice.</p><ol><li>Open Printers.</li>"
            "<li>Press Reset.</li></ol>",
        )
        ticket = self._create_tickets(
            name="Zebra printer prints labels twice",
            description="<p>The zebra printer prints every label twice</p>",
        )
        self.start_tour(
            f"/odoo/helpdesk.ticket/{ticket.id}",
            "helpdesk_kb_ai_reply",
            login=self.officer.login,
        )
        sent = ticket.message_ids.filtered(
            lambda message: "Press Reset" in str(message.body)
        )
        self.assertEqual(len(sent), 1)
        self.assertEqual(sent.author_id, self.officer.partner_id)
        self.assertIn(ticket.partner_id, sent.partner_ids)
