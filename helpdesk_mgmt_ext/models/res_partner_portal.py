# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which tickets a contact sees in the portal."""

from odoo import fields, models

from .helpdesk_remembered_mixin import forget

#: What decides whose customer a contact is.
BELONGING = {"parent_id", "is_company", "helpdesk_see_company_tickets"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    helpdesk_see_company_tickets = fields.Boolean(
        string="Sees all tickets of his company",
        help="In the portal, whatever the general setting.",
    )

    def write(self, vals):
        result = super().write(vals)
        if not BELONGING.isdisjoint(vals) and self._has_portal_users():
            # Domains of record rules are cached per user: the contact would keep the
            # former customer's tickets until the server restarts (threat I24).
            forget(self.env)
        return result

    def _has_portal_users(self):
        """Whether one of the contacts, or of those below them, can log in."""
        # sudo: whether there is a user, not which
        users = self.env["res.users"].sudo().with_context(active_test=False)
        return bool(users.search_count([("partner_id", "child_of", self.ids)], limit=1))
