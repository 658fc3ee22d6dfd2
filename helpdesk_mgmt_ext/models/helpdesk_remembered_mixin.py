# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models, tools


class HelpdeskRememberedMixin(models.AbstractModel):
    """Few records that each ticket and each mail looks for: policies, rules, stages.

    Which ones a search finds is kept per worker, as core keeps record rules, until one
    of them changes.
    """

    _name = "helpdesk.remembered.mixin"
    _description = "Few Records, Looked for Often"

    @api.model
    def _remembered(self, domain, order=None, active_test=True):
        """Return what the superuser finds; whoever calls filters by company.

        :param domain: a list of conditions on fields of this very model
        """
        # sudo: the rules of the house bind everybody, whoever sends a ticket in
        records = self.sudo().with_context(active_test=active_test)
        return records.browse(records._remembered_ids(domain, order, active_test))

    @api.model
    @tools.ormcache("str(domain)", "order", "active_test")
    def _remembered_ids(self, domain, order, active_test):
        return self.search(domain, order=order)._ids

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
