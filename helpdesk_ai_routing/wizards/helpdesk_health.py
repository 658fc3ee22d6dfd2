# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models


class HelpdeskHealth(models.TransientModel):
    _inherit = "helpdesk.health"

    @api.model
    def _health_checks(self):
        return [*super()._health_checks(), self._check_analysis()]

    @api.model
    def _check_analysis(self):
        """Return whether tickets are analysed, and by whom."""
        # sudo: only numbers are told
        Analysis = self.env["helpdesk.ai.analysis"].sudo()
        yesterday = fields.Datetime.now() - timedelta(days=1)
        failed = Analysis.search_count(
            [("state", "=", "failed"), ("create_date", ">=", yesterday)]
        )
        late = fields.Datetime.now() - timedelta(hours=1)
        waiting = Analysis.search_count(
            [("state", "=", "pending"), ("create_date", "<", late)]
        )
        problem = None
        if waiting:
            problem = self.env._("%s tickets wait for their analysis", waiting)
        elif failed:
            problem = self.env._("%s analyses failed since yesterday", failed)
        # sudo: names only
        Provider = self.env["helpdesk.ai.provider"].sudo()
        providers = Provider.search([("active", "=", True)])
        return self._row(
            "analysis",
            self.env._("Analysis of tickets"),
            problem,
            self._names(providers) or self.env._("No provider is active"),
            remedy="helpdesk_ai_routing.helpdesk_ai_provider_action",
            status="error" if waiting else "warning",
        )
