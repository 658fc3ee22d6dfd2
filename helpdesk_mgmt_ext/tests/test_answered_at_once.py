# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import HelpdeskCommon


@tagged("post_install", "-at_install")
class TestAnsweredAtOnce(HelpdeskCommon):
    def _log_call(self, user, **vals):
        phone = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone")
        return (
            self.env["helpdesk.ticket"]
            .with_user(user)
            .create(
                {
                    "name": "Call",
                    "description": "<p>Told him how</p>",
                    "team_id": self.team.id,
                    "partner_id": self.customer.id,
                    "channel_id": phone.id,
                    **vals,
                }
            )
        )

    def test_call_logged_by_an_agent_was_answered(self):
        ticket = self._log_call(self.agent)
        self.assertEqual(ticket.first_response_at, ticket.received_at)

    def test_call_logged_by_a_machine_was_not(self):
        bot = self.env["helpdesk.ticket"]._bot_user()
        ticket = self._log_call(bot)
        self.assertFalse(ticket.first_response_at)

    def test_mail_entered_by_an_agent_was_not(self):
        mail = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_email")
        ticket = self._log_call(self.agent, channel_id=mail.id)
        self.assertFalse(ticket.first_response_at)
