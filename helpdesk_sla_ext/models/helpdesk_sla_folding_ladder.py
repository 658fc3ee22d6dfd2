# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The part of a folding that knows when the steps of the ladder are due."""

from collections import defaultdict
from datetime import timedelta

from ..sla_clock import due_at

SECOND = timedelta(seconds=1)


class LadderFolding:
    """Mixed into ``Folding``, which has the ledger, the hours and ``rungs``."""

    _fired = None

    def fired(self, target, lap):
        """Return the ids of the rungs that are done for a lap of the target."""
        if not target.id:
            return set()
        if self._fired is None:
            self._fired = defaultdict(set)
            if self.rungs:
                logs = self.env["helpdesk.sla.escalation.log"].search(
                    [("ticket_id", "in", list({key[0] for key in self.events}))]
                )
                for log in logs:
                    key = log.ticket_sla_id.id, log.lap
                    self._fired[key].add(log.escalation_id.id)
        return self._fired[target.id, lap]

    def open_rungs(self, policy, lap, duration, spans, deadline, target, company_id):
        """Return [(rung, moment)] of the rungs not yet done, in order of time."""
        done = self.fired(target, lap.number)
        rungs = [
            (rung, self._rung_moment(rung, policy, lap, duration, spans, deadline))
            for rung in self.rungs
            if rung.id not in done
            and rung.metric in (False, policy.metric)
            and rung.company_id.id in (False, company_id)
        ]
        return sorted(
            [(rung, moment) for rung, moment in rungs if moment],
            key=lambda entry: (entry[1], entry[0].level, entry[0].id),
        )

    def _rung_moment(self, rung, policy, lap, duration, spans, deadline):
        if rung.offset_type == "minutes":
            moment = deadline + timedelta(minutes=rung.offset_minutes)
        else:
            share = rung.offset_percent / 100
            if rung.offset_type == "warning":
                share = policy._warn_share()
            moment = due_at(lap, duration * share, spans)
        if moment and moment >= deadline:
            moment += SECOND  # at the deadline itself the target can still be met
        return moment

    def due_rungs(self, policy, ticket, cycle, target):
        """Return [(rung, moment)] whose moment has come for a running target."""
        lap = self.timeline(policy, ticket, cycle).lap
        if lap is None or not lap.is_running or not target.deadline:
            return []
        calendar, spans = self.hours(policy, ticket)
        duration = self.duration(policy, calendar, lap, target.consumed_time)
        rungs = self.open_rungs(
            policy, lap, duration, spans, target.deadline, target, ticket.company_id.id
        )
        return [entry for entry in rungs if entry[1] <= self.now]
