# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""n8n, or whoever gets our events: the answer comes back later, by the API.

Nothing is sent from here: the event ``ticket.created`` goes out through the outbox.
The analysis waits for the answer until its deadline; then the next provider is asked.
"""

from odoo import fields, models

from .helpdesk_ai_provider import ProviderError


class HelpdeskAiProvider(models.Model):
    _inherit = "helpdesk.ai.provider"

    kind = fields.Selection(
        selection_add=[("n8n", "n8n (asynchronous, through the webhooks)")],
        ondelete={"n8n": "cascade"},
    )
    answer_seconds = fields.Integer(
        string="Wait for the answer (seconds)",
        default=60,
        help="Then the next provider in the order answers, and a late answer changes "
        "nothing.",
    )
    prove_first = fields.Boolean(
        string="Must prove itself first",
        help="Until 50 of its answers were checked, an officer decides whatever it "
        "says. Otherwise its confidence is believed from the start.",
    )

    _answer_seconds_positive = models.Constraint(
        "CHECK(answer_seconds BETWEEN 5 AND 3600)",
        "The time to wait lies between 5 seconds and one hour.",
    )

    def _compute_trusted(self):
        believed = self.filtered(lambda p: p.kind == "n8n" and not p.prove_first)
        believed.trusted = True
        return super(HelpdeskAiProvider, self - believed)._compute_trusted()

    def _analyse_n8n(self, tickets):
        """Asked only when the time is up: the answer would have come by the API.

        :raises ProviderError: always; the next provider steps in
        """
        raise ProviderError(self.env._("no answer in time"))
