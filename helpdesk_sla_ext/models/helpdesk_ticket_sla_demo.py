# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The clocks of the demo's tickets, as if they had run while the stories happened."""

from odoo import fields, models

from .helpdesk_sla_folding import Folding


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _sla_replay_demo(self):
        """Write the ledger that these tickets would have, and give them targets."""
        folding = Folding(self._sla_sudo(), fields.Datetime.now())
        known = {ticket_id for ticket_id, _cycle in folding.events}
        tickets = self._sla_sudo().filtered(
            lambda t: t.id not in known and not t._is_void()
        )
        if not tickets:
            return
        self._sla_append(
            [vals for ticket in tickets for vals in ticket._prepare_sla_demo_vals()],
            folding,
        )
        tickets._sla_add_targets(folding)

    def _prepare_sla_demo_vals(self):
        """Return what messages and facts tell, in the order it happened."""
        start = self.received_at or self.create_date
        lines = [self._prepare_sla_event_vals("start", start, role="in_progress")]
        answered = False
        for message in self.message_ids.sorted("date"):
            kind = self._message_kind(message)
            if kind == "agent_public":
                step, values = ("update" if answered else "respond"), {}
                answered = True
            elif kind == "customer" and answered:
                step, values = "resume", {"by_customer": True}
            else:
                continue
            at = max(message.date, start)
            lines.append(self._prepare_sla_event_vals(step, at, **values))
        moved = self.pending_since or self.resolved_at or self.last_stage_update
        step = self._sla_stage_kind()
        lines.append(self._prepare_sla_stage_vals(step, max(moved or start, start)))
        return sorted(lines, key=lambda line: line["at"])
