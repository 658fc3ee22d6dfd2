# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How long until the answer and the solution, and what a close or a return settles."""

from datetime import timedelta

from odoo import models

from ..ticket_metrics import clock_hours, decided_at, working_hours
from .helpdesk_ticket_metrics import DONE_ROLES
from .helpdesk_ticket_stage import CLOSED_ROLES

#: Working hours of what lasted longer are counted for its first years only.
HORIZON = timedelta(days=3653)


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _write_metrics(self, values):
        """Write figures that differ from ticket to ticket in one query.

        No rule, tracking, index or computed field depends on them, and None stays
        empty: the ORM would write zero hours.

        :param values: ticket → {field name: value}
        """
        values = {ticket: vals for ticket, vals in values.items() if vals}
        if not values:
            return
        names = {name for vals in values.values() for name in vals}
        # sudo: FACTS are kept by the rules; access was checked by what led here
        tickets = self.browse().concat(*values).sudo()
        tickets.flush_recordset(names)
        tickets._write_multi(list(values.values()))
        tickets.invalidate_recordset(names, flush=False)

    # --------------------------------------------------------------- outcomes

    def _prepare_outcome_metrics(self, old_role, figures, now):
        """Return what reaching or leaving a solution or a close settles.

        :param figures: what the history says, at this moment
        """
        self.ensure_one()
        role = self.stage_role
        vals = {}
        if role in CLOSED_ROLES and not self.metrics_frozen_at:
            vals["metrics_frozen_at"] = self.closed_date or now
        elif role not in CLOSED_ROLES and self.metrics_frozen_at:
            vals["metrics_frozen_at"] = None
        if role not in DONE_ROLES and old_role in DONE_ROLES:
            vals |= {"resolution_hours": None, "resolution_working_hours": None}
            if self.first_contact_due_at and now <= self.first_contact_due_at:
                vals["first_contact_due_at"] = None
        elif self._is_solved() and not self.first_solved_at:
            vals["first_solved_at"] = self.resolved_at
            vals["first_contact_due_at"] = decided_at(
                self.resolved_at,
                self.agent_reply_count,
                figures["reassign_count"],
                self.escalation_count,
            )
        return vals

    def _settle_created(self):
        """Settle tickets that were answered or ended already when they came in.

        Whether one contact was enough for them is not known.
        """
        answered = self.filtered("first_response_at")
        self._write_metrics(answered._prepare_response_hours())
        closed = self.filtered(lambda t: t.stage_role in CLOSED_ROLES)
        self._write_metrics({t: {"metrics_frozen_at": t.closed_date} for t in closed})
        self._write_metrics(self._prepare_resolution_hours())

    # ------------------------------------------------------------------ hours

    def _prepare_response_hours(self):
        """Return ticket → hours to the first answer, by the clock and working."""
        return self._prepare_hours("first_response_at", "first_response")

    def _prepare_resolution_hours(self, before=None):
        """Return ticket → hours to the solution, of those that are solved now."""
        solved = self.filtered(lambda t: t._is_solved())
        if before:  # from resolved to closed the solution stays what it was
            solved = solved.filtered(
                lambda t: before[t].role not in ("resolved", t.stage_role)
            )
        return solved._prepare_hours("resolved_at", "resolution")

    def _prepare_hours(self, moment, prefix):
        """Return ticket → both hours from the arrival to the field ``moment``."""
        result = {}
        by_hours = self.filtered("received_at").grouped(
            lambda t: (t.team_id._metrics_calendar(t.company_id), t.company_id)
        )
        for (calendar, company), tickets in by_hours.items():
            stretches = {t: (t.received_at, t[moment]) for t in tickets}
            start = min(begin for begin, _end in stretches.values())
            stop = max(end for _begin, end in stretches.values())
            stop = min(stop, start + HORIZON)
            spans = calendar._helpdesk_open_spans(start, stop, company)
            for ticket, (begin, end) in stretches.items():
                clock = clock_hours(begin, end)
                result[ticket] = {
                    f"{prefix}_hours": clock,
                    f"{prefix}_working_hours": clock
                    if spans is None
                    else working_hours(begin, end, spans),
                }
        return result
