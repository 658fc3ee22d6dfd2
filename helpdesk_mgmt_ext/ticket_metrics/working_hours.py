# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Durations in hours, by the clock and in open time."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta

Span = tuple[datetime, datetime]

HOUR = timedelta(hours=1)


def clock_hours(start: datetime, stop: datetime) -> float:
    """Return the hours from ``start`` to ``stop``; zero if that is no later."""
    return max((stop - start) / HOUR, 0.0)


def working_hours(start: datetime, stop: datetime, open_spans: Sequence[Span]) -> float:
    """Return the open hours in ``[start, stop)``.

    ``open_spans`` are sorted and do not overlap.
    """
    total = timedelta()
    first = max(bisect_right(open_spans, (start, datetime.max)) - 1, 0)
    for index in range(first, len(open_spans)):
        opens, closes = open_spans[index]
        if opens >= stop:
            break
        total += max(min(closes, stop) - max(opens, start), timedelta())
    return total / HOUR
