# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

LABEL_LENGTH = 110


class MailMessage(models.Model):
    _inherit = "mail.message"

    @api.depends_context("helpdesk_message_label")
    def _compute_display_name(self):
        """Name a message by author, date and beginning where one is to be chosen."""
        super()._compute_display_name()
        if not self.env.context.get("helpdesk_message_label"):
            return
        for message in self:
            author = message.author_id.name or message.email_from or ""
            label = f"{author}, {message.date:%Y-%m-%d %H:%M}: {message.preview or ''}"
            message.display_name = label[:LABEL_LENGTH]
