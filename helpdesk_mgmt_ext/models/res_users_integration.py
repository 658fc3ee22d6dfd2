# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The users that programs outside act as: no password, no screen, no other protocol."""

from odoo import models
from odoo.exceptions import AccessDenied

from .helpdesk_ticket_api import INTEGRATION


class ResUsers(models.Model):
    _inherit = "res.users"

    def _is_helpdesk_integration(self):
        """Whether this user is only an integration: a person may call the API too."""
        self.ensure_one()
        user = self.sudo()  # sudo: only what kind of user it is
        return user.has_group(INTEGRATION) and not user._is_internal()

    def _check_credentials(self, credential, env):
        """Refuse login and the older protocols, where a key opens every method.

        :raises AccessDenied: an integration; it has the API with a bearer key
        """
        result = super()._check_credentials(credential, env)
        if self.env.user._is_helpdesk_integration():
            raise AccessDenied()
        return result
