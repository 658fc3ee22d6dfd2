# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models, tools


class MailGatewayAllowed(models.Model):
    _name = "mail.gateway.allowed"
    _inherit = ["mail.gateway.allowed", "helpdesk.remembered.mixin"]

    @api.model
    @tools.ormcache()
    def _helpdesk_addresses(self):
        """Return the addresses that may send as many mails as they like."""
        return frozenset(self._remembered([]).mapped("email_normalized"))
