# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain

TICKET = "helpdesk.ticket"
OFFICER = "helpdesk_mgmt.group_helpdesk_user"


class RatingRating(models.Model):
    _inherit = "rating.rating"

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        """Find a ticket's ratings only for those who can see it (threat I18)."""
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & self._helpdesk_visible_domain()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    @api.model
    def _helpdesk_visible_domain(self):
        others = Domain("res_model", "!=", TICKET)
        tickets = self.env[TICKET]
        if not tickets.has_access("read"):
            return others
        seen = tickets.with_context(active_test=False)._search([])
        return others | Domain("res_id", "in", seen)

    def _check_access(self, operation):
        """Let nobody read ratings of tickets he cannot see, nor rate himself.

        Customers rate in superuser mode; an officer may correct.
        """
        result = super()._check_access(operation)
        if self.env.su or not self:
            return result
        passed = self - result[0] if result else self
        # sudo: which ticket it is about decides whether it may be read
        about = {r: r.sudo().res_id for r in passed if r.sudo().res_model == TICKET}
        seen = self.env[TICKET].browse(set(about.values())).exists()
        seen = set(seen._filtered_access("read").ids) if seen else set()
        writing = operation != "read" and not self.env.user.has_group(OFFICER)
        forbidden = self.browse(
            rating.id
            for rating, res_id in about.items()
            if writing or res_id not in seen
        )
        if not forbidden:
            return result
        refused = (result[0] if result else self.browse()) + forbidden
        rules = self.env["ir.rule"]
        return refused, lambda: rules._make_access_error(operation, forbidden)
