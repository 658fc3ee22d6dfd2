# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Open time of a calendar: measured, and added to a moment.

A calendar is any callable ``(start, stop) -> [(opens, closes), ...]``. It is asked
for whole aligned weeks, so that it may cache its answers. Every loop is bounded by
``HORIZON``: a calendar that never opens gives None, never a hang.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from .spans import Span, clipped, length, merged

Calendar = Callable[[datetime, datetime], Iterable[Span]]

EPOCH = datetime(2001, 1, 1)  # a Monday
WEEK = timedelta(weeks=1)
HORIZON = timedelta(days=3653)  # ten years: nobody promises anything further away


def ALWAYS(start: datetime, stop: datetime) -> list[Span]:
    """Never close: the calendar of targets given in clock time."""
    return [(start, stop)]


def add_working_time(
    start: datetime, duration: timedelta, calendar: Calendar
) -> datetime | None:
    """Return when ``duration`` of open time has passed; None if not within HORIZON."""
    if duration > HORIZON or start > datetime.max - HORIZON - 2 * WEEK:
        return None
    duration = max(duration, timedelta())
    if calendar is ALWAYS:
        return start + duration
    for opens, closes in _open_spans(start, start + HORIZON, calendar):
        if duration <= closes - opens:
            return opens + duration
        duration -= closes - opens
    return None


def working_time_between(
    start: datetime, stop: datetime, calendar: Calendar
) -> timedelta:
    """Return the open time in ``[start, stop)``; zero if ``stop`` is not later."""
    if stop <= start:
        return timedelta()
    if calendar is ALWAYS:
        return stop - start
    return length(_open_spans(start, min(stop, start + HORIZON), calendar))


def _open_spans(start: datetime, stop: datetime, calendar: Calendar) -> Iterator[Span]:
    monday = EPOCH + (start - EPOCH) // WEEK * WEEK
    while monday < stop:
        week = merged(clipped(calendar(monday, monday + WEEK), monday, monday + WEEK))
        yield from clipped(week, start, stop)
        monday += WEEK
