# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Half-open stretches of time, ``[start, stop)``."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

Span = tuple[datetime, datetime]


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return the same time sorted, without empty, touching or overlapping spans."""
    result: list[Span] = []
    for start, stop in sorted(spans):
        if start >= stop:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(stop, result[-1][1]))
        else:
            result.append((start, stop))
    return result


def clipped(spans: Iterable[Span], start: datetime, stop: datetime) -> Iterator[Span]:
    """Yield the parts of ``spans`` inside ``[start, stop)``."""
    for opens, closes in spans:
        opens, closes = max(opens, start), min(closes, stop)
        if opens < closes:
            yield opens, closes


def length(spans: Iterable[Span]) -> timedelta:
    """Return the total time of disjoint ``spans``."""
    return sum((stop - start for start, stop in spans), timedelta())
