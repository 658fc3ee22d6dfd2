# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from datetime import timedelta

from odoo import api, fields, models

from ..ticket_text import pack, unpack

LIMIT_MEGABYTES = 10
KEEP_DAYS = 365


class FetchedMail:
    """The bytes of the mail that is being taken in, carried in the context."""

    def __init__(self, raw):
        self.raw = raw
        self.kept = False  # as the original of a message
        self.verdict = None  # who or what wrote it, once that is known


class HelpdeskMailOriginal(models.Model):
    """A mail as it came, for whoever must know exactly what the customer sent.

    Nobody has access to it but through the message it belongs to, and no customer at
    all. Kept compressed, without its files if it is large, for a year by default.
    """

    _name = "helpdesk.mail.original"
    _description = "Helpdesk Original Mail"
    _log_access = False

    mail_message_id = fields.Many2one(
        "mail.message", required=True, ondelete="cascade", index=True
    )
    received_at = fields.Datetime(required=True, index=True)
    data = fields.Binary(attachment=True, required=True)
    size = fields.Integer(aggregator=None, help="Size of the mail as it came, bytes.")
    whole = fields.Boolean(help="Unset: large files were left out.")

    _message_uniq = models.UniqueIndex(
        "(mail_message_id)", "The original of this message is kept already."
    )

    @api.model
    def _keep_for(self, message, fetched):
        """Keep the mail that ``message`` was made of, once."""
        limit = self.env["mail.thread"]._helpdesk_limit(
            "original_limit_mb", LIMIT_MEGABYTES
        )
        data, whole = pack(fetched.raw, limit * 1024 * 1024)
        fetched.kept = True
        # sudo: the gateway may run as anybody
        return self.sudo().create(
            {
                "mail_message_id": message.id,
                "received_at": fields.Datetime.now(),
                "data": base64.b64encode(data),
                "size": len(fetched.raw),
                "whole": whole,
            }
        )

    @api.model
    def _of_message(self, message):
        """Return the bytes of the mail that ``message`` was made of, or None.

        :raises AccessError: the user may not read the message
        """
        message.check_access("read")
        # sudo: access was checked on the message just above
        original = self.sudo().search([("mail_message_id", "=", message.id)], limit=1)
        return unpack(base64.b64decode(original.data)) if original else None

    @api.model
    def _messages_with(self, messages):
        """Return the ids of those of ``messages`` whose original is kept."""
        # sudo: only whether there is one is told
        rows = self.sudo().search_fetch(
            [("mail_message_id", "in", messages.ids)], ["mail_message_id"]
        )
        return set(rows.mail_message_id.ids)

    @api.autovacuum
    def _gc_expired(self):
        """Forget originals after ``helpdesk_mgmt_ext.original_days``; 0: never."""
        days = self.env["mail.thread"]._helpdesk_limit("original_days", KEEP_DAYS)
        if not days:
            return 0, False
        limit = 1000
        # sudo: housekeeping, nobody may delete the rows
        old = self.sudo().search(
            [("received_at", "<", fields.Datetime.now() - timedelta(days=days))],
            limit=limit,
        )
        old.unlink()
        return len(old), len(old) == limit
