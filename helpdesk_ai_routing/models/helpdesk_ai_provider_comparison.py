# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A version that is not in charge answers silently; the dashboard compares it."""

from odoo import fields, models
from odoo.exceptions import UserError


class HelpdeskAiProvider(models.Model):
    _inherit = "helpdesk.ai.provider"

    compared_model_id = fields.Many2one(
        "helpdesk.ai.model",
        string="Version compared",
        domain=[("target", "=", "team")],
        ondelete="cascade",
        index="btree_not_null",
        groups="helpdesk_mgmt.group_helpdesk_manager",
        help="Which learned version answers silently; empty: the one in charge.",
    )

    def _analyse_embedded(self, tickets):
        """Let the compared version answer where there is one."""
        # sudo: which version is compared does not depend on whose ticket it is
        compared_sudo = self.sudo().filtered("shadow").compared_model_id
        if not compared_sudo:
            return super()._analyse_embedded(tickets)
        return self.env["helpdesk.ai.engine"]._analyse(tickets, compared_sudo)


class HelpdeskAiModel(models.Model):
    _inherit = "helpdesk.ai.model"

    def action_compare(self):
        """Let this version answer every ticket silently; open what does so.

        :raises AccessError: the user is no helpdesk manager
        :raises UserError: it tells no teams or has no file
        """
        self.ensure_one()
        self._check_manager()
        if self.target != "team" or not self._bytes():
            raise UserError(self.env._("Only versions that tell the team compare."))
        provider = self._comparison() or self.env["helpdesk.ai.provider"].create(
            self._prepare_comparison_vals()
        )
        provider.active = True
        return provider._get_records_action(name=self.env._("Silent comparison"))

    def _comparison(self):
        """Return what compares these versions, at work or not."""
        providers = self.env["helpdesk.ai.provider"].with_context(active_test=False)
        return providers.search([("compared_model_id", "in", self.ids)], limit=1)

    def _prepare_comparison_vals(self):
        return {
            "name": self.env._("Version %s, silently", self.name),
            "kind": "embedded",
            "shadow": True,
            "sequence": 100,
            "compared_model_id": self.id,
        }

    def _dropped_too_early(self):
        """Keep what is being compared."""
        # sudo: the job drops old versions
        providers = self.env["helpdesk.ai.provider"].sudo()
        compared = providers.search([("compared_model_id", "in", self.ids)])
        return super()._dropped_too_early() | compared.compared_model_id
