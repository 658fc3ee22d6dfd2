# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What would have been, had we promised something else: the ledger, replayed."""

from collections import Counter, defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.helpdesk_sla import PRIORITIES
from ..models.helpdesk_sla_folding import Folding
from ..sla_clock import read

#: More targets than this are not replayed at once: the newest ones are.
LIMIT = 20000


class HelpdeskSlaSimulation(models.TransientModel):
    """Nothing is written but the question itself: tickets and targets stay."""

    _name = "helpdesk.sla.simulation"
    _description = "Helpdesk SLA Simulation"

    date_from = fields.Date(
        string="Received from",
        required=True,
        default=lambda self: fields.Date.context_today(self) - timedelta(days=30),
    )
    date_to = fields.Date(
        string="to", required=True, default=lambda self: fields.Date.context_today(self)
    )
    team_ids = fields.Many2many("helpdesk.ticket.team", string="Teams")
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Other Working Hours",
        help="Count on these hours instead of those of policies, teams and company.",
    )
    change_ids = fields.One2many(
        "helpdesk.sla.simulation.change", "simulation_id", string="Other Targets"
    )
    result = fields.Html(readonly=True, sanitize=False)

    def _compute_display_name(self):
        self.display_name = self.env._("SLA Simulator")

    def action_simulate(self):
        """Replay the period and show compliance before and after.

        :raises UserError: the period ends before it begins
        """
        self.ensure_one()
        self.check_access("write")
        if self.date_from > self.date_to:
            raise UserError(self.env._("The period ends before it begins."))
        rows = self._get_targets()
        self.result = self.env["ir.qweb"]._render(
            "helpdesk_sla_ext.simulation_result",
            {
                "lines": self._compare(rows),
                "count": len(rows),
                "limited": len(rows) == LIMIT,
            },
        )
        return True

    def _get_targets(self):
        """Return the targets of tickets received in the period, newest first."""
        domain = [
            ("ticket_id.received_at", ">=", self.date_from),
            ("ticket_id.received_at", "<", self.date_to + timedelta(days=1)),
            ("state", "!=", "cancelled"),
            ("metric", "!=", "stage"),
            ("ticket_id.active", "in", [True, False]),
        ]
        if self.team_ids:
            domain.append(("ticket_id.team_id", "in", self.team_ids.ids))
        return self.env["helpdesk.ticket.sla"].search(
            domain, order="id desc", limit=LIMIT
        )

    def _compare(self, rows):
        """Return one line per team and priority, and the sum.

        Each line: team, priority, number of decided promises, share met before and
        after, and the difference, in per cent.
        """
        # sudo: the ledger of tickets that were found under the user's own rules
        tickets = rows.sudo().ticket_id
        now = fields.Datetime.now()
        before, after = Folding(tickets, now), SimulatedFolding(tickets, now, self)
        counts = defaultdict(Counter)
        for row in rows.sudo():  # sudo: see above
            was, would = self._verdict(row, before), self._verdict(row, after)
            if was is None or would is None:
                continue  # not decided yet
            ticket = row.ticket_id
            for key in ((ticket.team_id, ticket.priority), None):
                counts[key].update(total=1, was=was, would=would)
        total = counts.pop(None, Counter())
        labels = dict(PRIORITIES)
        lines = [
            self._prepare_line(team.display_name, labels.get(priority, "-"), counter)
            for (team, priority), counter in sorted(
                counts.items(), key=lambda item: (item[0][0].id, item[0][1] or "")
            )
        ]
        if total:
            lines.append(self._prepare_line(self.env._("All"), "", total))
        return lines

    @api.model
    def _prepare_line(self, team, priority, counter):
        before = 100 * counter["was"] / counter["total"]
        after = 100 * counter["would"] / counter["total"]
        return {
            "team": team,
            "priority": priority,
            "total": counter["total"],
            "before": before,
            "after": after,
            "difference": after - before,
            "before_text": f"{before:.1f} %",
            "after_text": f"{after:.1f} %",
            "difference_text": f"{after - before:+.1f}",
        }

    @api.model
    def _verdict(self, row, folding):
        """Return True if the promise was kept, False if not, None if still open."""
        timeline = folding.timeline(row.sla_id, row.ticket_id, row.cycle)
        calendar, spans = folding.hours(row.sla_id, row.ticket_id)
        for lap in timeline.laps:
            duration = folding.duration(row.sla_id, calendar, lap)
            if read(lap, duration, spans, folding.now).late:
                return False
        done = timeline.lap and timeline.lap.ending in ("reached", "stopped")
        return True if done else None


class SimulatedFolding(Folding):
    """Folds as if the targets and hours of a simulation counted."""

    def __init__(self, tickets, now, simulation):
        super().__init__(tickets, now)
        # sudo: working hours are read by the computation only
        self.calendar = simulation.calendar_id.sudo()
        self.changes = {change.sla_id.id: change for change in simulation.change_ids}

    def hours(self, policy, ticket):
        change = self.changes.get(policy.id)
        # sudo: as the hours of the policy
        calendar = (change and change.calendar_id.sudo()) or self.calendar
        working = change._counts_working_time() if change else None
        if calendar and calendar._sla_is_usable():
            counts = policy._counts_working_time() if working is None else working
            company = ticket.company_id
            return calendar, self.spans(calendar, company, counts)
        calendar, _spans = super().hours(policy, ticket)
        if working is None:
            return calendar, _spans
        return calendar, self.spans(calendar, ticket.company_id, working)

    def duration(self, policy, calendar, lap, consumed_hours=0.0):
        change = self.changes.get(policy.id)
        if change:
            return change._duration(lap.start, calendar)
        return super().duration(policy, calendar, lap, consumed_hours)
