# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class MailAliasDomain(models.Model):
    _inherit = "mail.alias.domain"

    @api.model
    def _find_aliases(self, email_list):
        """Remember the answer while one mail is taken in: core asks five times."""
        known = self.env.context.get("helpdesk_known_aliases")
        if known is None:
            return super()._find_aliases(email_list)
        asked = [email for email in email_list if email and email not in known]
        if asked:
            found = set(super()._find_aliases(asked))
            known.update((email, email in found) for email in asked)
        return [email for email in email_list if email and known[email]]
