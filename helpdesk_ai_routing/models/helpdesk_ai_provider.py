# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who analyses tickets: the embedded analyser, or services outside, in an order."""

import logging
import math

from odoo import api, fields, models

from ..ticket_classifier.calibration import best_factor

_logger = logging.getLogger(__name__)

#: Outcomes a service must have before its confidence is believed.
MIN_OUTCOMES = 50


class ProviderError(Exception):
    """The provider gave no usable answer; the next one is asked."""


class HelpdeskAiProvider(models.Model):
    _name = "helpdesk.ai.provider"
    _inherit = "helpdesk.remembered.mixin"
    _description = "AI Provider"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [
            ("embedded", "Embedded (in Odoo, nothing leaves the house)"),
            ("openai", "OpenAI-compatible service"),
        ],
        required=True,
        default="openai",
    )
    sequence = fields.Integer(
        default=10, help="The first that answers counts; the next ones step in for it."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    shadow = fields.Boolean(
        string="Silent comparison",
        help="Analyses every ticket without any effect. What it would have done is "
        "compared on the routing dashboard.",
    )
    url = fields.Char(
        string="Address",
        help="Up to and with the version, such as https://llm.example.com/v1.",
    )
    model_name = fields.Char(string="Model")
    api_key = fields.Char(groups="helpdesk_mgmt.group_helpdesk_manager", copy=False)
    timeout = fields.Integer(string="Timeout (seconds)", default=15)
    redact = fields.Boolean(
        string="Remove personal data",
        default=True,
        help="Addresses, numbers, links, secrets and the customer's name are replaced "
        "before a text is sent.",
    )
    daily_cap = fields.Integer(
        string="Calls per day at most", default=500, help="0: no limit."
    )
    cost_note = fields.Char(
        string="Cost",
        help="What a call costs and who pays, for whoever looks after the budget.",
    )
    trusted = fields.Boolean(
        compute="_compute_trusted",
        help="Enough of its answers were checked: its confidence may decide.",
    )

    _timeout_positive = models.Constraint(
        "CHECK(timeout BETWEEN 1 AND 60)", "A timeout lies between 1 and 60 seconds."
    )

    def _compute_trusted(self):
        for provider in self:
            provider.trusted = (
                provider.kind == "embedded" or len(provider._proofs()) >= MIN_OUTCOMES
            )

    # ------------------------------------------------------------------ order

    @api.model
    def _for_company(self, company, shadow):
        providers = self._remembered([]).filtered(
            lambda p: p.shadow == shadow and p.company_id.id in (False, company.id)
        )
        if not company.helpdesk_ai_external_allowed:
            providers = providers.filtered(lambda p: p.kind == "embedded")
        return providers

    @api.model
    def _chain(self, company):
        """Return the providers to ask for tickets of ``company``, in order."""
        return self._for_company(company, shadow=False)

    @api.model
    def _shadows(self, company):
        """Return the providers that answer silently."""
        return self._for_company(company, shadow=True)

    def _first_answer(self, ticket):
        """Return (provider, result, error) of the first answer; result may be None."""
        errors = []
        for provider in self:
            try:
                provider._take_call("analysis")
                with self.env.cr.savepoint():
                    result = provider._analyse(ticket)
                return provider, result, "; ".join(errors)[:200] or False
            except ProviderError as error:
                errors.append(f"{provider.name}: {error}")
            except Exception as error:
                _logger.exception("AI provider %s failed", provider.name)
                errors.append(f"{provider.name}: {type(error).__name__}")
        return self.browse(), None, "; ".join(errors)[:200] or False

    def _analyse(self, ticket):
        """Return the result for one ticket.

        :raises ProviderError: no usable answer
        """
        self.ensure_one()
        return getattr(self, f"_analyse_{self.kind}")(ticket)[ticket]

    def _analyse_embedded(self, tickets):
        """Return {ticket: result} of the analyser inside Odoo."""
        return self.env["helpdesk.ai.engine"]._analyse(tickets)

    # ------------------------------------------------------------ calibration

    def _proofs(self, limit=500):
        """Return the newest checked answers of this provider and model."""
        self.ensure_one()
        domain = [
            ("provider_id", "=", self._origin.id),
            ("model_version", "=", self.model_name),
            ("state", "=", "done"),
            ("outcome", "!=", "open"),
            ("raw_confidence", ">", 0),
        ]
        # sudo: what a service got right is counted, not shown
        return self.env["helpdesk.ai.analysis"].sudo().search(domain, limit=limit)

    def _calibrated(self, confidence):
        """Return (confidence to believe, guard) for what the service claimed.

        Until enough answers were checked its word decides nothing.
        """
        proofs = self._proofs()
        if len(proofs) < MIN_OUTCOMES:
            return confidence, "uncalibrated"
        import numpy as np

        odds = np.array([_log_odds(proof.raw_confidence) for proof in proofs])
        right = np.array([proof.outcome == "accepted" for proof in proofs], int)
        shift = _log_odds((right.sum() + 1) / (len(right) + 2)) - float(odds.mean())
        pairs = np.stack([np.zeros(len(odds)), odds + shift], axis=1)
        factor = best_factor(pairs, right, [0.05 * step for step in range(41)])
        believed = 1 / (1 + math.exp(-factor * (_log_odds(confidence) + shift)))
        return believed, False


def _log_odds(share):
    share = min(max(share, 0.01), 0.99)
    return math.log(share / (1 - share))
