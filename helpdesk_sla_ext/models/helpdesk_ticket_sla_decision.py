# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _sla_append(self, vals_list, folding):
        """Log where a clock is paused, and where a paused one goes on."""
        before = {
            key: events[-1].kind for key, events in folding.events.items() if events
        }
        lines = super()._sla_append(vals_list, folding)
        for line in lines:
            was_paused = before.get((line.ticket_id.id, line.cycle)) == "pause"
            if (line.kind == "pause") != was_paused:
                line.ticket_id._log_decision(
                    "sla_resume" if was_paused else "sla_pause", cycle=line.cycle
                )
        return lines
