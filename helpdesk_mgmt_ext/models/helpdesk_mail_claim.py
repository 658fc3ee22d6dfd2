# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.tools import mute_logger


class TakenInAlready(Exception):
    """Another process has the mail."""


class HelpdeskMailClaim(models.Model):
    """Which mails were taken in: of gateways working at once only one can take one.

    Core looks for a message of the same identity first, which two processes at the
    same moment both do in vain (R02); a unique key decides.
    """

    _name = "helpdesk.mail.claim"
    _description = "Helpdesk Mail Taken In"
    _log_access = False

    message_id = fields.Char(required=True)
    claimed_at = fields.Datetime(required=True, index=True)

    _message_id_uniq = models.Constraint(
        "UNIQUE(message_id)", "This mail was taken in already."
    )

    @api.model
    def _claim(self, message_id):
        """Take the mail, in a savepoint of the caller's.

        Waits for a process that is at it, and takes the mail if that one gives up.

        :raises TakenInAlready: another process has it; the savepoint is lost
        """
        # sudo: the gateway may run as anybody; nobody has access to the claims
        claims = self.sudo()
        values = {"message_id": message_id, "claimed_at": fields.Datetime.now()}
        try:
            with mute_logger("odoo.sql_db"):  # that it is taken is no error
                claims.create(values)
                claims.flush_model()
        except UniqueViolation as error:
            raise TakenInAlready from error

    @api.autovacuum
    def _gc_old(self):
        """Forget after 90 days; core still knows the message itself."""
        # sudo: housekeeping, nobody may delete the rows
        old = self.sudo().search(
            [("claimed_at", "<", fields.Datetime.now() - timedelta(days=90))],
            limit=10_000,
        )
        old.unlink()
        return len(old), len(old) == 10_000
