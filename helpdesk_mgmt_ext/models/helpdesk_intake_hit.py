# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.misc import hmac

SCOPE = "helpdesk_mgmt_ext.intake"


class HelpdeskIntakeHit(models.Model):
    """Who sent forms lately, as far as counting needs it: a keyed hash and a time.

    Addresses themselves are not kept; the key is the database's secret.
    """

    _name = "helpdesk.intake.hit"
    _description = "Helpdesk Form Counter"
    _log_access = False

    key = fields.Char(required=True)
    at = fields.Datetime(required=True)

    _key_at = models.Index("(key, at)")

    @api.model
    def _is_too_many(self, kind, value, limit, minutes=60):
        """Count one more of ``value``; whether there are more than ``limit``.

        :param kind: what is counted, e.g. ``address`` or ``mail``
        :param value: the network or mail address; hashed with its kind
        """
        if not value:
            return False
        # sudo: the visitor has no access to the counter, nor to the secret
        hits = self.sudo()
        key = hmac(self.env(su=True), SCOPE, (kind, value.strip().lower()))
        now = fields.Datetime.now()
        since = now - timedelta(minutes=minutes)
        domain = [("key", "=", key), ("at", ">", since)]
        count = hits.search_count(domain, limit=limit)
        hits.create({"key": key, "at": now})
        return count >= limit

    @api.autovacuum
    def _gc_old(self):
        """Forget after a day; no window is longer."""
        day_ago = fields.Datetime.now() - timedelta(days=1)
        # sudo: housekeeping, nobody has access to the rows
        old = self.sudo().search([("at", "<", day_ago)], limit=10_000)
        old.unlink()
        return len(old), len(old) == 10_000
