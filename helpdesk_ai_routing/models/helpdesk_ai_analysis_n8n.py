# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""An analysis that waits for an answer from outside, and the watchdog over it."""

from odoo import api, fields, models
from odoo.fields import Domain


class HelpdeskAiAnalysis(models.Model):
    _inherit = "helpdesk.ai.analysis"

    deadline_at = fields.Datetime(
        string="Answer until",
        readonly=True,
        help="Set when an answer is awaited from outside; then others are asked.",
    )

    @api.model
    def _waiting_domain(self):
        """Leave alone what may still be answered in time."""
        now = fields.Datetime.now()
        due = Domain("deadline_at", "=", False) | Domain("deadline_at", "<=", now)
        return super()._waiting_domain() & due

    def _is_late(self):
        """Whether somebody else answered because no answer came in time."""
        self.ensure_one()
        return bool(
            self.deadline_at and self.state != "pending" and self.provider != "n8n"
        )
