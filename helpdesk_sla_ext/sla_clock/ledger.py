# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Fold the events of one ticket cycle into laps.

A lap is one obligation: it runs, pauses and ends. First response, resolution and
stage targets have one lap per cycle; an update cadence starts a new one with every
message, so that each promised update is judged by itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

BEGINNINGS = ("start", "reopen")
MESSAGES = ("respond", "update")
RUNNING, PAUSED, STOPPED, CANCELLED = "running", "paused", "stopped", "cancelled"


@dataclass(frozen=True)
class Event:
    """One line of the ledger; ``role`` and ``stage`` where a stage was entered."""

    at: datetime
    kind: str
    role: str | None = None
    stage: int | None = None
    by_customer: bool = False


@dataclass(frozen=True)
class Rule:
    """What a policy makes of the events."""

    metric: str
    pause_roles: frozenset[str] = frozenset({"pending_customer"})
    pause_stages: frozenset[int] = frozenset()
    done_stages: frozenset[int] = frozenset()

    def pauses(self, event: Event) -> bool:
        """Tell whether the clock stands still after ``event``."""
        if event.role is None and event.stage is None:
            return event.kind == "pause"
        by_role = self.metric != "stage" and event.role in self.pause_roles
        return by_role or event.stage in self.pause_stages


@dataclass
class Lap:
    """One obligation; ``running`` ends with ``(since, None)`` while the clock runs."""

    number: int
    start: datetime
    running: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    stop: datetime | None = None
    ending: str | None = None  # reached, stopped, restarted, cancelled; None: open

    @property
    def is_running(self) -> bool:
        """True while time is being counted."""
        return bool(self.running) and self.running[-1][1] is None

    def run(self, at: datetime) -> None:
        """Let the clock run from ``at``; no gap if it was stopped just then."""
        if self.is_running:
            return
        if self.running and self.running[-1][1] == at:
            self.running[-1] = (self.running[-1][0], None)
        else:
            self.running.append((at, None))

    def hold(self, at: datetime) -> None:
        """Stop counting at ``at``."""
        if self.is_running:
            since, _open = self.running.pop()
            if since < at:
                self.running.append((since, at))


@dataclass
class Timeline:
    """The laps of one metric in one cycle, and how the ticket stands after them."""

    laps: list[Lap] = field(default_factory=list)
    status: str = RUNNING

    @property
    def lap(self) -> Lap | None:
        """The current (or last) obligation."""
        return self.laps[-1] if self.laps else None


def fold(events: Iterable[Event], rule: Rule) -> Timeline:
    """Return the laps that ``events`` (of one cycle, in order) make under ``rule``."""
    folder = {"update": _Cadence, "stage": _Stage}.get(rule.metric, _Single)(rule)
    for event in _forward(events):
        folder.feed(event)
    return folder.timeline


def _forward(events: Iterable[Event]) -> Iterator[Event]:
    """A clock set back must not make time run backwards."""
    latest = None
    for event in events:
        if latest is not None and event.at < latest:
            event = replace(event, at=latest)
        latest = event.at
        yield event


class _Folder:
    def __init__(self, rule: Rule):
        self.rule = rule
        self.timeline = Timeline()

    def _status_after(self, event: Event) -> str:
        if event.kind == "resolve":
            return STOPPED
        if event.kind == "cancel":
            return CANCELLED
        if event.kind in MESSAGES or event.kind == "rematch" or event.by_customer:
            return self.timeline.status
        return PAUSED if self.rule.pauses(event) else RUNNING

    def _begin(self, at: datetime) -> Lap:
        lap = Lap(len(self.timeline.laps), at)
        self.timeline.laps.append(lap)
        return lap

    def _apply(self, lap: Lap, status: str, at: datetime) -> None:
        """Run or hold an open lap, and end or revive it as the ticket stands."""
        if lap.ending == "reached" and self.rule.metric != "resolution":
            return
        if status in (RUNNING, PAUSED):
            lap.stop = lap.ending = None
            (lap.run if status == RUNNING else lap.hold)(at)
            return
        lap.hold(at)
        reached = status == STOPPED and self.rule.metric == "resolution"
        ending = "reached" if reached else status
        if lap.ending != ending:
            lap.stop, lap.ending = at, ending


class _Single(_Folder):
    """First response and resolution: one lap, from the start of the cycle."""

    def feed(self, event: Event) -> None:
        status = self._status_after(event)
        lap = self.timeline.lap
        if lap is None:
            if event.kind not in BEGINNINGS:
                return
            lap = self._begin(event.at)
        answered = self.rule.metric == "first_response" and event.kind in MESSAGES
        if answered and lap.ending != "reached":
            lap.hold(event.at)
            lap.stop, lap.ending = event.at, "reached"
        elif status != self.timeline.status or not lap.running:
            self._apply(lap, status, event.at)
        self.timeline.status = status


class _Stage(_Folder):
    """The stock meaning: reach one of some stages."""

    def feed(self, event: Event) -> None:
        lap = self.timeline.lap
        if lap is None:
            if event.kind not in BEGINNINGS:
                return
            lap = self._begin(event.at)
        if event.stage is None and event.kind != "cancel":
            return
        if event.kind == "cancel":
            self.timeline.status = CANCELLED
        else:
            self.timeline.status = PAUSED if self.rule.pauses(event) else RUNNING
        done = event.stage in self.rule.done_stages and event.kind != "cancel"
        if done and self.timeline.status == RUNNING:
            lap.hold(event.at)
            lap.stop, lap.ending = lap.stop or event.at, "reached"
            return
        lap.stop = lap.ending = None
        self._apply(lap, self.timeline.status, event.at)


class _Cadence(_Folder):
    """Updates: every public message promises the next one."""

    def __init__(self, rule: Rule):
        super().__init__(rule)
        self.customer_waits = True  # the last word was the customer's

    def feed(self, event: Event) -> None:
        previous, status = self.timeline.status, self._status_after(event)
        self.timeline.status = status
        lap = self.timeline.lap
        if event.kind in MESSAGES:
            self.customer_waits = False
            self._next(lap, "reached", event.at)
        elif lap is None:
            return
        elif event.by_customer:
            if not self.customer_waits:
                self._next(lap, "restarted", event.at)
            self.customer_waits = True
        elif previous in (STOPPED, CANCELLED) and status in (RUNNING, PAUSED):
            self._next(lap, "stopped", event.at)
        else:
            self._apply(lap, status, event.at)

    def _next(self, lap: Lap | None, ending: str, at: datetime) -> None:
        if lap is not None and lap.ending is None:
            lap.hold(at)
            lap.stop, lap.ending = at, ending
        self._apply(self._begin(at), self.timeline.status, at)
