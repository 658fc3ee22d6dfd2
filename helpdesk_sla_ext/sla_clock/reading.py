# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""When a lap falls due, whether it is late, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from .ledger import Lap
from .working_time import Calendar, add_working_time, working_time_between


@dataclass(frozen=True)
class Reading:
    """A lap seen at a moment.

    ``deadline`` is None if the lap never ran or is not due within the horizon. While
    the clock stands still it is what it was when the pause began.
    """

    deadline: datetime | None
    late: bool
    counted: timedelta
    left: timedelta


@dataclass(frozen=True)
class Stretch:
    """A line of the explanation: from, to (None: still going on), running, counted."""

    start: datetime
    stop: datetime | None
    running: bool
    counted: timedelta


def due_at(lap: Lap, duration: timedelta, calendar: Calendar) -> datetime | None:
    """Return when ``duration`` of the lap's running time is (or would be) used up."""
    if not lap.running:
        return None
    for since, until in lap.running[:-1]:
        available = working_time_between(since, until, calendar)
        if duration <= available:
            return add_working_time(since, duration, calendar)
        duration -= available
    return add_working_time(lap.running[-1][0], duration, calendar)


def read(lap: Lap, duration: timedelta, calendar: Calendar, now: datetime) -> Reading:
    """Judge ``lap`` against ``duration``; in time means at the deadline or before."""
    deadline = due_at(lap, duration, calendar)
    counted = sum((s.counted for s in explain(lap, calendar, now)), timedelta())
    ran_until = (lap.running[-1][1] or now) if lap.running else lap.start
    late = deadline is not None and deadline < ran_until
    return Reading(deadline, late, counted, max(duration - counted, timedelta()))


def explain(lap: Lap, calendar: Calendar, now: datetime) -> list[Stretch]:
    """Return the lap as alternating running and paused stretches."""
    return list(_stretches(lap, calendar, now))


def _stretches(lap: Lap, calendar: Calendar, now: datetime) -> Iterator[Stretch]:
    position = lap.start
    for since, until in lap.running:
        if position < since:
            yield Stretch(position, since, False, timedelta())
        counted = working_time_between(since, until or now, calendar)
        yield Stretch(since, until, True, counted)
        position = until
    if position is not None and (lap.stop is None or position < lap.stop):
        yield Stretch(position, lap.stop, False, timedelta())
