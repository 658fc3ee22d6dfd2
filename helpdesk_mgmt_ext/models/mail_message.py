# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import format_datetime

from odoo.addons.mail.tools.discuss import Store

LABEL_LENGTH = 110
TICKET = "helpdesk.ticket"


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

    def _to_store_defaults(self, target):
        """Tell our own people which messages of tickets have their mail kept."""
        names = super()._to_store_defaults(target)
        mails = self.filtered(lambda m: m.model == TICKET and m.message_type == "email")
        if not mails or not target.is_internal(self.env):
            return names
        kept = self.env["helpdesk.mail.original"]._messages_with(mails)
        return [
            *names,
            Store.Attr("helpdesk_has_original", lambda m: m.id in kept),
        ]

    def unlink(self):
        """Delete the kept mails too, with their files."""
        emails = self.filtered(lambda m: m.message_type == "email")
        if emails:
            # sudo: whoever may delete the message deletes all of it
            originals = self.env["helpdesk.mail.original"].sudo()
            originals.search([("mail_message_id", "in", emails.ids)]).unlink()
        return super().unlink()

    # ---------------------------------------------------- customers over RPC

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        messages._check_customer_rpc()
        return messages

    def write(self, vals):
        self._check_customer_rpc()
        return super().write(vals)

    def _check_customer_rpc(self):
        """Refuse a customer's bare hands on messages of tickets (P31, P33).

        Core lets portal users create messages, and change their own with text, author
        and visibility, behind the back of every rule. The web client's routes come in
        superuser mode, after their checks.

        :raises AccessError: a customer made or changed a message of a ticket
        """
        if self.env.su or not self.env.user.share:
            return
        if TICKET in self.sudo().mapped("model"):  # sudo: only its model is read
            raise AccessError(
                self.env._("Messages on tickets cannot be written this way.")
            )
