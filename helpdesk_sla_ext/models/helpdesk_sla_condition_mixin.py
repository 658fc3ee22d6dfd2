# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain

from odoo.addons.helpdesk_mgmt_ext.models.helpdesk_remembered_mixin import forget


class HelpdeskSlaConditionMixin(models.AbstractModel):
    """What a policy may name as its condition.

    What is deleted or archived is no condition any more: the criteria that are kept
    per worker (``helpdesk_sla_match.py``) are read anew.
    """

    _name = "helpdesk.sla.condition.mixin"
    _description = "Condition of SLA Policies"

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals and self._is_sla_condition():
            forget(self.env)
        return result

    def unlink(self):
        result = super().unlink()
        # Whether a policy names it or not: PostgreSQL deletes what is below, and the
        # merge of contacts has rewritten the policies by SQL.
        forget(self.env)
        return result

    def _is_sla_condition(self):
        """Whether a policy names one of these records."""
        # sudo: policies bind tickets, whoever changes what they name
        policies = self.env["helpdesk.sla"].sudo().with_context(active_test=False)
        domain = Domain.OR(
            Domain(name, "in", self.ids)
            for name in policies._condition_names()
            if policies._fields[name].comodel_name == self._name
        )
        return bool(policies.search_count(domain, limit=1))
