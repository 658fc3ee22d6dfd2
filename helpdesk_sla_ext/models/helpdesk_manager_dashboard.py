# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class HelpdeskManagerDashboard(models.AbstractModel):
    _inherit = "helpdesk.manager.dashboard"

    @api.model
    def _get_quality_metrics(self):
        return [
            {
                "key": "sla_response",
                "label": self.env._("Answered in time"),
                "hint": self.env._("Promise of a first response kept, of those decided"),
                "basis": "received_at",
                "kind": "percent",
                "field": "sla_response_met",
                "better": "up",
            },
            {
                "key": "sla_resolution",
                "label": self.env._("Solved in time"),
                "hint": self.env._("Promise of a resolution kept, of tickets solved"),
                "basis": "resolved_at",
                "kind": "percent",
                "field": "sla_resolution_met",
                "better": "up",
            },
            *super()._get_quality_metrics(),
        ]
