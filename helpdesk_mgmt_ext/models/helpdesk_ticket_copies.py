# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""People in copy get our answers by mail, and nothing else: no login, no link."""

from odoo import models
from odoo.tools.mail import email_normalize, email_normalize_all, email_split_tuples


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Send public answers of ours to the people in copy, too (feature 106).

        They are no followers: whoever follows may read the ticket in the portal.
        """
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        if len(self) != 1 or kwargs.get("notify_skip_followers") or not self.email_cc:
            return recipients
        if self._message_kind(message) == "agent_public":
            recipients += self._get_copied_recipients(message, recipients)
        return recipients

    def _get_copied_recipients(self, message, recipients):
        """Return the people in copy who do not get the message anyhow."""
        # sudo: whom a mail was sent to, whoever answers
        message_sudo = message.sudo()
        reached = {recipient.get("email_normalized") for recipient in recipients}
        reached.update(
            email_normalize_all(
                f"{message_sudo.incoming_email_to or ''},"
                f"{message_sudo.incoming_email_cc or ''}"
            )
        )
        reached |= {self.partner_email, email_normalize(message_sudo.email_from or "")}
        people = {
            email_normalize(address, strict=False): name or address
            for name, address in email_split_tuples(self.email_cc)
        }
        return [
            {
                "active": True,
                "email_normalized": email,
                "id": False,
                "is_follower": False,
                "name": name,
                "lang": self.partner_id.lang,
                "groups": [],
                "notif": "email",
                "share": True,
                "type": "customer",
                "uid": False,
                "ushare": False,
            }
            for email, name in people.items()
            if email and email not in reached
        ]
