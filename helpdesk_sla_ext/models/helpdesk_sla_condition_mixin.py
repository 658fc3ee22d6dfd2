# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from odoo.addons.helpdesk_mgmt_ext.models.helpdesk_remembered_mixin import forget


class HelpdeskSlaConditionMixin(models.AbstractModel):
    """What a policy may name as its condition.

    An archived one goes on to be a condition. A policy whose last one is deleted is
    archived: it must not bind everybody instead.
    """

    _name = "helpdesk.sla.condition.mixin"
    _description = "Condition of SLA Policies"

    def unlink(self):
        result = super().unlink()
        # Whether a policy names it or not: PostgreSQL deletes what is below, and the
        # merge of contacts has rewritten the policies by SQL.
        forget(self.env)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_archive_policies(self):
        # sudo: who may delete what policies name decides about them, in all companies
        policies = self.env["helpdesk.sla"].sudo()
        gone, bereft = self._gone_with(), policies
        for name in policies._condition_names():
            if policies._fields[name].comodel_name != self._name:
                continue
            for policy in policies.search([(name, "in", gone.ids)]):
                if policy[name] <= gone:
                    bereft |= policy
                    policy._message_log(
                        body=self.env._(
                            "Archived, because what it was for was deleted: "
                            "%(label)s “%(names)s”.",
                            label=policies._fields[name]._description_string(self.env),
                            names=policy._names(name),
                        )
                    )
        bereft.active = False

    def _gone_with(self):
        """Return what is deleted together with these records."""
        parent = self._fields.get(self._parent_name)
        if not parent or parent.ondelete != "cascade":
            return self
        # sudo: PostgreSQL deletes it, seen by the user or not
        everything = self.sudo().with_context(active_test=False)
        return everything.search([("id", "child_of", self.ids)])
