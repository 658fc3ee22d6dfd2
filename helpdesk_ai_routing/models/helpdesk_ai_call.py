# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What services outside were asked: the number that the daily cap is about."""

from odoo import api, fields, models
from odoo.fields import Domain

from .helpdesk_ai_provider import ProviderError

#: Days that calls are remembered.
KEPT_DAYS = 90


class HelpdeskAiCall(models.Model):
    """One row per call, whatever came of it; written by the system only."""

    _name = "helpdesk.ai.call"
    _description = "Call of an AI Provider"
    _order = "id desc"
    _rec_name = "purpose"

    provider_id = fields.Many2one(
        "helpdesk.ai.provider", required=True, readonly=True, ondelete="cascade"
    )
    called_at = fields.Datetime(required=True, readonly=True)
    purpose = fields.Char(
        required=True, readonly=True, help="What it was asked for: analysis, reply, …"
    )

    _provider_called_idx = models.Index("(provider_id, called_at)")

    @api.autovacuum
    def _gc_old(self):
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=KEPT_DAYS)
        old = self.search([("called_at", "<", limit)], limit=10_000)
        old.unlink()
        return len(old), len(old) == 10_000


class HelpdeskAiProvider(models.Model):
    _inherit = "helpdesk.ai.provider"

    calls_today = fields.Integer(
        compute="_compute_calls_today",
        help="Analyses, suggested replies and articles since midnight UTC, also those "
        "without a usable answer.",
    )

    def _compute_calls_today(self):
        now = fields.Datetime.now()
        domain = Domain("provider_id", "in", self.ids) & Domain(
            "called_at", ">=", fields.Datetime.start_of(now, "day")
        )
        # sudo: counting only
        Call = self.env["helpdesk.ai.call"].sudo()
        counts = dict(Call._read_group(domain, ["provider_id"], ["__count"]))
        for provider in self:
            provider.calls_today = counts.get(provider._origin, 0)

    def _take_call(self, purpose):
        """Count a call that is about to be made.

        Outside the savepoint of the call itself: one that fails costs money, too.

        :raises ProviderError: the calls of today are used up
        """
        self.ensure_one()
        if not self._is_called():
            return
        self.invalidate_recordset(["calls_today"])
        if self.daily_cap and self.calls_today >= self.daily_cap:
            raise ProviderError(self.env._("the daily limit of calls is reached"))
        # sudo: whoever's ticket it is about, the call is counted
        self.env["helpdesk.ai.call"].sudo().create(
            {
                "provider_id": self.id,
                "called_at": fields.Datetime.now(),
                "purpose": purpose,
            }
        )
        self.invalidate_recordset(["calls_today"])

    def _is_called(self):
        """Whether it is asked over the network by us."""
        return self.kind == "openai"
