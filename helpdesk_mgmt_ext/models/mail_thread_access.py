# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who may hand a mail to the gateway."""

from odoo import api, models
from odoo.exceptions import AccessError

from .helpdesk_mail_original import FetchedMail


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_process(
        self,
        model,
        message,
        custom_values=None,
        save_original=False,
        strip_attachments=False,
        thread_id=None,
    ):
        """Take in a mail, from whoever may say who wrote it.

        Core lets any user hand in a mail over RPC, with any sender (threat I07).

        :raises AccessError: neither the system, an administrator nor a mail gateway
        """
        gateway = self._helpdesk_gateway()
        if hasattr(message, "data"):  # as XML-RPC wraps it
            message = bytes(message.data)
        elif isinstance(message, str):
            message = message.encode()
        gateway = gateway.with_context(
            helpdesk_known_aliases={}, helpdesk_fetched=FetchedMail(message)
        )
        return super(MailThread, gateway).message_process(
            model,
            message,
            custom_values=custom_values,
            save_original=save_original,
            strip_attachments=strip_attachments,
            thread_id=thread_id,
        )

    @api.model
    def _helpdesk_gateway(self):
        """Return the gateway as whoever hands in mails may use it.

        :raises AccessError: neither the system, an administrator nor a mail gateway
        """
        user = self.env.user
        if user.has_group("helpdesk_mgmt_ext.group_mail_gateway"):
            # sudo: the gateway does what the fetching job does; core wants it to
            # write aliases, which is an administrator's right
            return self.sudo()
        if not (self.env.su or user.has_group("base.group_system")):
            raise AccessError(
                self.env._(
                    "Only administrators and users with the right “Mail gateway” may "
                    "hand in mails."
                )
            )
        return self
