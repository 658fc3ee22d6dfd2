# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The fold of the ledger: each entry holds until the next one."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

#: Who has the ball; None once nobody has to do anything.
US, CUSTOMER, HOLD = "us", "customer", "hold"

Entry = tuple[datetime, Hashable]


class Spell(NamedTuple):
    """A stretch of time, ``[start, stop)``, in which nothing changed."""

    key: Hashable
    start: datetime
    stop: datetime

    @property
    def length(self) -> timedelta:
        return self.stop - self.start


def spells(entries: Iterable[Entry], until: datetime) -> list[Spell]:
    """Return the stretches between entries, neighbours with one key joined.

    ``entries`` are in the order they were written; time never runs backwards, so an
    entry dated before its predecessor counts from that one. The last spell ends at
    ``until``; stretches with the key None are left out.
    """
    result: list[Spell] = []
    entries = list(entries)
    stops = [*(moment for moment, _key in entries), until][1:]
    last = datetime.min
    for (moment, key), stop in zip(entries, stops, strict=True):
        start = max(moment, last)
        last = stop = max(min(stop, until), start)
        if key is None or start >= stop:
            continue
        if result and result[-1].key == key and result[-1].stop == start:
            result[-1] = result[-1]._replace(stop=stop)
        else:
            result.append(Spell(key, start, stop))
    return result


def time_by(entries: Iterable[Entry], until: datetime) -> dict[Hashable, timedelta]:
    """Return how long each key held in all, in the order of first appearance."""
    totals: dict[Hashable, timedelta] = defaultdict(timedelta)
    for spell in spells(entries, until):
        totals[spell.key] += spell.length
    return dict(totals)


def reassignments(owners: Iterable[int | None]) -> int:
    """Return how often the ticket went from one person to another.

    The first person is no reassignment, nor is giving it back to the one who had it
    last: A, nobody, A is none; A, nobody, B is one.
    """
    count, last = 0, None
    for owner in owners:
        if not owner:
            continue
        if last and owner != last:
            count += 1
        last = owner
    return count
