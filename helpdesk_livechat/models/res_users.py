# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _init_store_data(self, store):
        super()._init_store_data(store)
        can_create = self.env["helpdesk.ticket"].has_access("create")
        store.add_global_values(has_access_create_ticket=can_create)
