# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Write what the fold says, and let open targets follow changed hours."""

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.helpdesk_mgmt_ext.models.helpdesk_ticket_event import utc

from .helpdesk_sla_folding import Folding

#: More targets than this are left to the sweep when hours or a policy are edited.
AT_ONCE = 1000


class HelpdeskTicketSla(models.Model):
    _inherit = "helpdesk.ticket.sla"

    def _refold(self, reason=None, folding=None, wake=True):
        """Bring the targets in line with the ledger.

        :param reason: why, if it is not the ticket's own life (see ``Folding.values``)
        :param folding: one that has the batch's ledger read already
        :param wake: False if the caller sees to the sweep's next run
        """
        rows = self.filtered(lambda row: not row.dropped)
        if not rows:
            return
        folding = folding or Folding(rows.ticket_id, fields.Datetime.now())
        changed = self.browse()
        for row in rows:
            vals = folding.values(row.sla_id, row.ticket_id, row.cycle, row, reason)
            vals = row._only_changed(vals)
            if vals:
                newly = row._announcements(vals)
                row.write(vals)
                changed |= row
                for event in newly:
                    row.ticket_id._emit(event, row._event_payload())
        folding.warn_admins()
        if wake:
            changed._wake_sweep()

    def _only_changed(self, vals):
        self.ensure_one()
        changed = {}
        for name, value in vals.items():
            old = self[name].id if self._fields[name].relational else self[name]
            if isinstance(value, float):
                if abs((old or 0.0) - value) > 1e-6:
                    changed[name] = value
            elif (old or False) != (value or False):
                changed[name] = value or (value if value == 0 else False)
        return changed

    def _announcements(self, vals):
        """Return the events that outsiders hear of, once each."""
        self.ensure_one()
        events = []
        if vals.get("at_risk"):
            events.append("ticket.sla_at_risk")
        if vals.get("late_lap", -1) >= 0:
            events.append("ticket.sla_breached")
        return events

    def _event_payload(self):
        self.ensure_one()
        return {
            "metric": self.metric,
            "policy": self.sla_id.name,
            "deadline": utc(self.deadline),
            "cycle": self.cycle,
        }

    @api.model
    def _refold_where(self, domain, reason):
        """Let open targets follow an edit; very many are left to the sweep.

        Targets whose time ran out before the edit but which nobody looked at since are
        judged by what was promised then.
        """
        now = fields.Datetime.now()
        rows = self.search(domain & self._open_domain() & Domain("dropped", "=", False))
        rows._stamp_overdue(now)
        if len(rows) > AT_ONCE:
            rows.write({"next_at": now, "refold_reason": reason})
            rows._wake_sweep()
        else:
            rows._refold(reason)

    def _stamp_overdue(self, now):
        """Record breaches by the deadlines as they stand."""
        for row in self:
            if row.state == "in_progress" and row.deadline and row.deadline < now:
                row.write(
                    {
                        "state": "expired",
                        "late_lap": row.lap,
                        "breach_count": row.breach_count + 1,
                        "breached_at": row.breached_at or row.deadline,
                        "breach_reason": row.breach_reason or "late",
                        "at_risk": False,
                    }
                )
                row.ticket_id._emit("ticket.sla_breached", row._event_payload())
