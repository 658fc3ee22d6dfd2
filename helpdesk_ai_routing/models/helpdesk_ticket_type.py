# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models, tools

from odoo.addons.helpdesk_mgmt_ext.models.helpdesk_remembered_mixin import forget


class HelpdeskTicketType(models.Model):
    _inherit = "helpdesk.ticket.type"

    @api.model
    @tools.ormcache()
    def _active_ids(self):
        """Return the ids of the active types; asked for every ticket analysed."""
        # sudo: types are no secret to whoever sends a ticket in
        return frozenset(self.sudo().search([("active", "=", True)])._ids)

    @api.model_create_multi
    def create(self, vals_list):
        forget(self.env)
        return super().create(vals_list)

    def write(self, vals):
        if "active" in vals:
            forget(self.env)
        return super().write(vals)

    def unlink(self):
        forget(self.env)
        return super().unlink()
