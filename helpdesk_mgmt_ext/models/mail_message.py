# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import format_datetime

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
            moment = format_datetime(self.env, message.date, dt_format="short")
            label = f"{author}, {moment}: {message.preview or ''}"
            message.display_name = label[:LABEL_LENGTH]
