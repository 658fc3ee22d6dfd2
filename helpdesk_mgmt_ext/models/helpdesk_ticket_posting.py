# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What customers write on the web: as themselves, in public, and for good."""

from email.utils import formataddr

from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, format_datetime, plaintext2html

#: Keys of the context that may accompany a customer's message.
PLAIN_CONTEXT = frozenset({"lang", "tz", "allowed_company_ids", "uid"})


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Close core's routes for writing to visitors who are not logged in.

        Core lets whoever holds the ticket's link post, upload and react in the
        customer's name (threat P26); our own page says who it was, see `_reply`.
        """
        if message_operation == "create" and self.env.user._is_public():
            return dict.fromkeys(self, False)
        return super()._mail_get_operation_for_mail_message_operation(message_operation)

    def message_post(self, **kwargs):
        """Post a message; a customer's is his own public comment, whatever he says.

        Over RPC he could choose author, kind, recipients and files (threat P31).

        :raises AccessError: a customer has no access to the ticket
        """
        if self.env.su or not self.env.user.share:
            return super().message_post(**kwargs)
        self.check_access("read")
        context = {k: v for k, v in self.env.context.items() if k in PLAIN_CONTEXT}
        # sudo: access checked above; author and kind are not the caller's to choose
        ticket_sudo = self.with_env(self.env(context=context)).sudo()
        return ticket_sudo._post_as_customer(kwargs.get("body") or "")

    def _post_as_customer(self, body, attachments=()):
        """Post a public comment of the user, who was checked; return the message.

        :param body: text, or Markup of HTML
        :param attachments: (name, content) of files
        """
        return self.with_context(
            mail_post_autofollow_author_skip=True, mail_post_autofollow=False
        ).message_post(
            body=body,
            author_id=self.env.user.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=list(attachments),
        )

    def _reply(self, text, files=(), name=None):
        """Take an answer from the ticket's page; the caller checked login or link.

        Who is not logged in proved nothing but that he has the link, which may have
        been forwarded: his answer counts as the customer's side's, but it has no
        contact as its author and says so in its name. The customer gets a copy, as a
        follower; what he did not write he can object to (threat P26).

        :param text: plain text
        :param files: (name, content) of files
        :param name: what a visitor who is not logged in calls himself
        """
        self.ensure_one()
        body = plaintext2html(text)
        if not self.env.user._is_public():
            # sudo: the caller checked that the customer may see the ticket
            return self.sudo()._post_as_customer(body, files)
        return self._as_bot().message_post(
            body=body,
            author_id=False,
            email_from=self._link_author(name),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=list(files),
        )

    def _link_author(self, name):
        """Return the sender of a message written through the link, marked as such."""
        label = self.env._(
            "%(name)s (through the link, not signed in)",
            name=name or self.env._("Somebody"),
        )
        address = email_normalize(self._notice_from() or "")
        return formataddr((label, address)) if address else label

    # ------------------------------------------------------------------ edits

    def _message_update_content(self, message, /, **kwargs):
        """Let a customer change his words until they were answered, with a trace.

        :raises UserError: somebody answered since (threat P33)
        """
        if self.env.su or not self.env.user.share:
            return super()._message_update_content(message, **kwargs)
        message_sudo = message.sudo()  # sudo: core checked that it is the user's own
        if self._is_answered_since(message_sudo):
            raise UserError(
                self.env._(
                    "This message has been answered already. Please write a new one."
                )
            )
        self._keep_first_words(message_sudo)
        return super()._message_update_content(message, **kwargs)

    def _is_answered_since(self, message_sudo):
        domain = [
            ("model", "=", self._name),
            ("res_id", "=", message_sudo.res_id),
            ("id", ">", message_sudo.id),
            ("subtype_id.internal", "=", False),
            ("subtype_id", "!=", False),
            ("author_id", "!=", message_sudo.author_id.id),
        ]
        return bool(message_sudo.search_count(domain, limit=1))

    def _keep_first_words(self, message_sudo):
        """Keep as an internal note what a message said before it is changed."""
        names = ", ".join(message_sudo.attachment_ids.mapped("name"))
        self._as_bot()._message_log(
            body=Markup("<p>%s</p><blockquote>%s</blockquote><p>%s</p>")
            % (
                self.env._(
                    "%(author)s changed the message of %(date)s. Before it said:",
                    author=message_sudo.author_id.name or message_sudo.email_from,
                    date=format_datetime(self.env, message_sudo.date),
                ),
                message_sudo.body or "",
                names,
            )
        )
