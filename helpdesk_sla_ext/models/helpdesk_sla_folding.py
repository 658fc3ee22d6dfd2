# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One pass over many targets at one moment: from records to plain values and back.

Not a model: it lives as long as the operation, reads ledger, stages and ladder once
for the batch, and remembers calendars and results (tickets created together share
theirs).
"""

import functools
from collections import defaultdict
from datetime import timedelta
from types import SimpleNamespace

from ..sla_clock import ALWAYS, due_at, explain, fold, read
from ..sla_clock.ledger import CANCELLED, STOPPED
from .helpdesk_sla_folding_ladder import SECOND, LadderFolding

#: A target nothing is known of yet.
NEW_TARGET = {
    "breach_count": 0,
    "breach_reason": False,
    "breached_at": False,
    "consumed_time": 0.0,
    "deadline": False,
    "id": False,
    "lap": 0,
    "late_lap": -1,
    "reached_at": False,
    "state": False,
}


class Folding(LadderFolding):
    """Folds targets of ``tickets`` (sudo) at ``now`` (naive UTC)."""

    def __init__(self, tickets, now):
        self.env = tickets.env
        self.now = now
        self._stages = None
        self._rules, self._calendars, self._spans, self._results = {}, {}, {}, {}
        self.events = self._read_events(tickets)
        self.unusable = set()  # (policy, team) whose hours are not those asked for

    @functools.cached_property
    def rungs(self):
        return self.env["helpdesk.sla.escalation"]._ranked()

    def _read_events(self, tickets):
        if not tickets:  # they are new: what they get is added as it is written
            return defaultdict(list)
        lines = self.env["helpdesk.sla.event"].search_fetch(
            [("ticket_id", "in", tickets.ids)],
            ["ticket_id", "cycle", "at", "kind", "role", "stage_id", "by_customer"],
        )
        events = defaultdict(list)
        for line in lines:
            events[line.ticket_id.id, line.cycle] += line._plain()
        return events

    # ------------------------------------------------------------- remembered

    def rule(self, policy):
        """Return what ``policy`` makes of the ledger."""
        if policy not in self._rules:
            if self._stages is None:
                stages = self.env["helpdesk.ticket.stage"]
                self._stages = stages._remembered([], active_test=False)
            self._rules[policy] = policy._rule(self._stages)
        return self._rules[policy]

    def hours(self, policy, ticket):
        """Return (calendar record, callable) of the hours that count."""
        key = policy, ticket.team_id, ticket.company_id
        if key not in self._calendars:
            calendar, complete = ticket.team_id._sla_calendar(policy, ticket.company_id)
            working = policy._counts_working_time()
            if working and not complete:
                self.unusable.add(key[:2])
            spans = self.spans(calendar, ticket.company_id, working)
            self._calendars[key] = calendar, spans
        return self._calendars[key]

    def spans(self, calendar, company, working):
        """Return the open hours as a callable; day and night if they do not count."""
        if not calendar or not working:
            return ALWAYS
        key = calendar, company
        if key not in self._spans:
            self._spans[key] = calendar._sla_open_spans(company)
        return self._spans[key]

    # ------------------------------------------------------------------- fold

    def timeline(self, policy, ticket, cycle):
        """Return the laps of the policy's promise in one cycle of the ticket."""
        return fold(self.events[ticket.id, cycle], self.rule(policy))

    def duration(self, policy, calendar, lap, consumed_hours=0.0):
        """Return the time to count, less what a migrated target had used up."""
        duration = policy._duration(lap.start, calendar)
        return max(duration - timedelta(hours=consumed_hours), timedelta())

    def values(self, policy, ticket, cycle, target=None, reason=None):
        """Return the values of a target as the ledger has it now.

        :param target: the row there is, whose verdicts stay; None for a new one
        :param reason: why it is folded outside the ticket's own life
            (``reclassified``, ``calendar``, ``policy``); a deadline that this puts
            into the past counts as breached now, for this reason
        """
        if target is not None:
            return self._values(policy, ticket, cycle, target, reason)
        events = tuple(self.events[ticket.id, cycle])
        key = policy, ticket.team_id, ticket.company_id, events
        if key not in self._results:
            fresh = SimpleNamespace(**NEW_TARGET)
            self._results[key] = self._values(policy, ticket, cycle, fresh, reason)
        return self._results[key]

    def _values(self, policy, ticket, cycle, target, reason):
        timeline = self.timeline(policy, ticket, cycle)
        calendar, spans = self.hours(policy, ticket)
        vals = {"expected_stage_id": policy.stage_id.id, "calendar_id": calendar.id}
        lap = timeline.lap
        if lap is None:
            waiting = timeline.status not in (CANCELLED, STOPPED)
            return {
                **vals,
                "state": "on_hold" if waiting else "cancelled",
                "deadline": False,
                "next_at": False,
            }
        duration = self.duration(policy, calendar, lap, target.consumed_time)
        vals["hours"] = policy._duration(lap.start, calendar).total_seconds() / 3600
        vals["lap"] = lap.number
        if self._is_settled(target, timeline):
            return {"at_risk": False, "next_at": False}
        vals.update(self._lateness(target, timeline, duration, spans, reason))
        vals.update(self._verdict(target, timeline, vals, policy.metric))
        vals.update(
            self._prospect(
                policy, lap, duration, spans, vals, target, ticket.company_id.id
            )
        )
        return vals

    def _is_settled(self, target, timeline):
        """Whether the verdict is known already: it never changes, only cancels."""
        lap = timeline.lap
        return bool(
            timeline.status != CANCELLED
            and target.state in ("accomplished", "expired")
            and lap.ending == "reached"
            and target.reached_at == lap.stop
        )

    def _lateness(self, target, timeline, duration, spans, reason):
        """Return what is known of breaches: those recorded stay, new ones are added."""
        vals = {
            "late_lap": target.late_lap,
            "breach_count": target.breach_count,
            "breached_at": target.breached_at,
            "breach_reason": target.breach_reason,
        }
        for lap in timeline.laps[target.lap :]:
            reading = read(lap, duration, spans, self.now)
            # A migrated target that is paused has a deadline, but never ran here.
            vals["deadline"] = reading.deadline if lap.running else target.deadline
            vals["hours_left"] = reading.left.total_seconds() / 3600
            if lap.number <= target.late_lap:
                vals["deadline"] = target.deadline
            elif reading.late:
                sudden = reason and lap.is_running
                vals["late_lap"] = lap.number
                vals["breach_count"] += 1
                if not vals["breached_at"]:
                    vals["breached_at"] = self.now if sudden else reading.deadline
                    vals["breach_reason"] = reason if sudden else "late"
        return vals

    def _verdict(self, target, timeline, vals, metric):
        lap, late = timeline.lap, vals["late_lap"] == timeline.lap.number
        reached_at = lap.stop if lap.ending in ("reached", "stopped") else False
        if timeline.status == CANCELLED:
            state = "cancelled"
        elif lap.ending is None:
            running = "in_progress" if lap.is_running else "on_hold"
            state = "expired" if late else running
        elif late or vals["breach_count"]:
            state = "expired"
        elif lap.ending == "stopped" and metric == "first_response":
            state = "cancelled"  # solved without a word: nothing to judge
        else:
            state = "accomplished"
        return {"state": state, "reached_at": reached_at}

    def _prospect(self, policy, lap, duration, spans, vals, target, company_id):
        """Return when the target becomes at risk, and when to look at it again."""
        warn_at = due_at(lap, duration * policy._warn_share(), spans)
        if lap.ending is not None or vals["state"] == "cancelled":
            return {"warn_at": warn_at, "at_risk": False, "next_at": False}
        ran_until = (lap.running[-1][1] or self.now) if lap.running else lap.start
        at_risk = bool(vals["state"] != "expired" and warn_at and warn_at <= ran_until)
        moments = []
        if lap.is_running and vals["deadline"]:
            if vals["state"] == "in_progress":
                moments.append(vals["deadline"] + SECOND)
                if not at_risk:
                    moments.append(warn_at)
            moments += [
                moment
                for _rung, moment in self.open_rungs(
                    policy, lap, duration, spans, vals["deadline"], target, company_id
                )
            ]
        return {
            "warn_at": warn_at,
            "at_risk": at_risk,
            "next_at": min(moments, default=False),
        }

    # --------------------------------------------------------------- questions

    def explanation(self, target):
        """Return the stretches of the target's present lap, and what they add up to."""
        policy, ticket = target.sla_id, target.ticket_id
        lap = self.timeline(policy, ticket, target.cycle).lap
        calendar, spans = self.hours(policy, ticket)
        values = {
            "working": policy._counts_working_time(),
            "stretches": [],
            "counted_hours": target.consumed_time,
        }
        if lap is not None:
            values["stretches"] = explain(lap, spans, self.now)
            for stretch in values["stretches"]:
                values["counted_hours"] += stretch.counted / timedelta(hours=1)
        values["left_hours"] = max(target.hours - values["counted_hours"], 0.0)
        return values

    def next_moment(self, target):
        """Return when the sweep has to look at the target again (False: never)."""
        vals = self.values(target.sla_id, target.ticket_id, target.cycle, target)
        return vals["next_at"]

    # --------------------------------------------------------------- warnings

    def warn_admins(self):
        """Tell an administrator of hours that could not be used, once per policy."""
        for policy, team in self.unusable:
            policy._warn_unusable_hours(team)
        self.unusable.clear()
