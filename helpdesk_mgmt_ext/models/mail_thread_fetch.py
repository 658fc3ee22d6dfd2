# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Mails from a mailbox: taken in, or kept, before the mailbox forgets them."""

import email
import hashlib
import logging
import time

from psycopg2 import OperationalError

from odoo import api, models

from .fetchmail_server import BoxMail

_logger = logging.getLogger(__name__)

ATTEMPTS = 5


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
        """Take in a mail; what a mailbox hands in is never lost.

        Core deletes a fetched mail whatever became of it (R04), and does not try again
        when transactions collide (R05).
        """
        process = super().message_process

        def take_in():
            return process(
                model,
                message,
                custom_values=custom_values,
                save_original=save_original,
                strip_attachments=strip_attachments,
                thread_id=thread_id,
            )

        if not isinstance(message, BoxMail):
            return take_in()
        ticket_id = self._helpdesk_take_in_fetched(take_in, message)
        message.safe = True
        self.env.cr.postrollback.add(lambda: setattr(message, "safe", False))
        return ticket_id

    @api.model
    def _helpdesk_take_in_fetched(self, take_in, message):
        """Try until transactions stop colliding; keep a mail that fails for itself.

        The transaction holds nothing but this mail (core: one cursor, one commit each).

        :raises OperationalError: they collide still; the mail stays in the mailbox
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self.env.cr.savepoint():
                    return take_in()
            except OperationalError:
                self.env.cr.rollback()
                if attempt == ATTEMPTS:
                    raise
                _logger.info("Mail collides with another transaction, trying again")
                time.sleep(0.1 * attempt)
            except Exception as error:
                _logger.exception("A fetched mail failed and is kept")
                self.env["helpdesk.mail.quarantine"]._keep_raw(message, error)
                return False
        return False

    @api.model
    def _helpdesk_glance(self, raw):
        """Return sender, subject and identity of a mail that cannot be parsed."""
        values = {}
        try:
            head = email.message_from_bytes(raw)
            for name in ("From", "Subject", "Message-Id"):
                values[name] = "".join(
                    letter if letter.isprintable() else " "
                    for letter in str(head.get(name) or "")
                ).strip()
        except Exception:
            _logger.info("Not even the headers can be read", exc_info=True)
        digest = hashlib.sha256(raw).hexdigest()[:40]
        return {
            "email_from": values.get("From"),
            "subject": values.get("Subject"),
            "message_id": values.get("Message-Id") or f"<{digest}@unreadable>",
        }
