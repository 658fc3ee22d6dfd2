# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Analyses of tickets that were there before the analysis was."""

from odoo import api, models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @api.model
    def _ai_load_demo(self):
        """Tell the demo tickets of the teams that the vocabulary knows."""
        tickets = self._as_bot().search(
            [("team_id.code", "!=", False), ("ai_analysis_id", "=", False)], order="id"
        )
        tickets._ai_tell_past()

    def _ai_tell_past(self):
        """Note what would have been said when the tickets came in; move none.

        A solved one tells at once whether it would have been right.
        """
        provider = self.env.ref("helpdesk_ai_routing.provider_embedded")
        results = provider._analyse_embedded(self) if self else {}
        analyses = self.env["helpdesk.ai.analysis"].create(
            [ticket._ai_prepare_past_vals(results[ticket], provider) for ticket in self]
        )
        for analysis in analyses:
            ticket = analysis.ticket_id
            ticket.write(ticket._ai_prepare_ticket_vals(analysis))

    def _ai_prepare_past_vals(self, result, provider):
        self.ensure_one()
        waits = self.team_id.is_officer_queue
        vals = {
            **self._ai_prepare_vals(result, provider, self.received_at),
            "ticket_id": self.id,
            "threshold": self.team_id._ai_threshold(self.company_id),
            "decision": "to_officer" if waits else "suggested",
        }
        if self.closed and not waits and not self._is_void():
            right = self.team_id.id == result["team_id"]
            vals.update(
                final_team_id=self.team_id.id,
                outcome="accepted" if right else "corrected",
                decided_at=self.closed_date,
            )
        return vals
