# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models, tools

AFTER_COMMIT = "helpdesk_forget"


def forget(env):
    """Forget what workers keep, and what is kept meanwhile once more after the commit.

    Until then other threads of this worker still see what was, and keep that.
    """
    clear = env.registry.clear_cache
    clear()
    if AFTER_COMMIT not in env.cr.postcommit.data:
        env.cr.postcommit.data[AFTER_COMMIT] = True
        env.cr.postcommit.add(clear)


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
        forget(self.env)
        return records

    def write(self, vals):
        result = super().write(vals)
        forget(self.env)
        return result

    def unlink(self):
        result = super().unlink()
        forget(self.env)
        return result
