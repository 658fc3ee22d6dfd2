# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which mail it is: other mails may come in under the identity of one."""

import hashlib
from datetime import timedelta

from odoo import api, fields, models

from ..ticket_text import html_to_text, mail_bytes
from .helpdesk_mail_claim import TakenInAlready
from .mail_thread import TICKET


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _helpdesk_own_identity(self, message):
        """Return an identity that only this very mail has."""
        digest = hashlib.sha256(mail_bytes(message)).hexdigest()[:40]
        return f"<{digest}@used-message-id>"

    @api.model
    def _helpdesk_is_anothers_identity(self, message, msg_dict):
        """Whether another mail came in under the identity of this one.

        Core would drop it as fetched twice, but devices and broken programs call all
        their mails the same. Copies of one mail agree in two of sender, subject and
        date even if a mailing list has changed the third. What we sent is ours whatever
        became of it on its way back: only what came in is compared.
        """
        # sudo: as core does when it looks for the identity, whoever runs the gateway
        known = self.env["mail.message"].sudo()
        known = known.search_fetch(
            [
                ("message_id", "=", msg_dict.get("message_id")),
                ("message_type", "=", "email"),
            ],
            ["email_from", "subject", "date"],
            limit=1,
        )
        if not known:
            return False
        sender = self._helpdesk_sender
        same_sender = sender(known.email_from) == sender(msg_dict.get("email_from"))
        same_subject = (known.subject or "") == (msg_dict.get("subject") or "")
        same_date = known.date == fields.Datetime.to_datetime(msg_dict.get("date"))
        if same_sender + same_subject + same_date < 2:
            return True
        if self._helpdesk_was_forged(known) and not self._helpdesk_forged(message):
            return True
        return not (same_sender and same_date) and self._helpdesk_says_more(
            msg_dict, known
        )

    @api.model
    def _helpdesk_says_more(self, msg_dict, known):
        """Whether a mail says what the message ``known`` does not.

        A device has one subject for all its mails, and anybody can give his own the
        subject and date of another's: dropped is what is there already.
        """
        body = self._helpdesk_folded(msg_dict.get("body"))
        text, known_text = (
            " ".join(html_to_text(html or "").split()) for html in (body, known.body)
        )
        files = {name for name, *_rest in msg_dict.get("attachments") or ()}
        return text not in known_text or bool(
            files - {*known.attachment_ids.mapped("name")}
        )

    @api.model
    def _helpdesk_was_forged(self, known):
        """Whether the message ``known`` failed authentication when it came in.

        Who knows the identity of somebody's mail must not keep it out by a forgery.
        """
        if known.author_id:
            return False
        if known.is_internal:
            return True
        ticket = self.env[TICKET].browse(known.model == TICKET and known.res_id or [])
        # sudo: whoever runs the gateway; a ticket that is gone was none
        return bool(ticket.sudo().exists().sender_unverified)

    @api.model
    def _helpdesk_take_in(self, message, msg_dict, process):
        """Do ``process()`` if no other process has the mail.

        :raises TakenInAlready: another has it
        """

        def attempt():
            with self.env.cr.savepoint():
                self.env["helpdesk.mail.claim"]._claim(msg_dict["message_id"])
                return process()

        try:
            return attempt()
        except TakenInAlready:
            if not self._helpdesk_outlives_namesake(message, msg_dict):
                raise
            return attempt()

    @api.model
    def _helpdesk_outlives_namesake(self, message, msg_dict):
        """Whether a mail of an identity taken in already is another; rename it then.

        So it is if the message of that identity was deleted, with its ticket. A claim
        that is new, or not seen yet, is of a process that is taking in the same mail.
        """
        identity = msg_dict["message_id"]
        own = self._helpdesk_own_identity(message)
        # sudo: as core does when it looks for the identity, whoever runs the gateway
        known = self.env["mail.message"].sudo()
        claims = self.env["helpdesk.mail.claim"].sudo()  # sudo: nobody reads claims
        domain = [("message_id", "=", identity)]
        if identity == own or known.search_count(domain, limit=1):
            return False
        before = fields.Datetime.now() - timedelta(minutes=1)
        if not claims.search_count([*domain, ("claimed_at", "<", before)], limit=1):
            return False
        msg_dict["message_id"] = own
        return True
