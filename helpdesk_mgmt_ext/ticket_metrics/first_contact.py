# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""First contact resolution, by its exact definition.

A ticket was solved at first contact if its first solution came with exactly one public
answer of an agent, it had neither been escalated nor given from one person to another
by then, and it did not come back within seven days, the last second included. Until
those have passed nobody knows.
"""

from datetime import datetime, timedelta

WINDOW = timedelta(days=7)

YES, NO, OPEN = "yes", "no", "open"


def decided_at(
    solved: datetime, replies: int, reassigned: int, escalated: int
) -> datetime | None:
    """Return until when (inclusive) coming back spoils it; None: it is spoilt."""
    if replies != 1 or reassigned or escalated:
        return None
    return solved + WINDOW


def verdict(evaluated: bool, due: datetime | None, now: datetime) -> str | None:
    """Return ``YES``, ``NO``, ``OPEN``, or None before the first solution."""
    if not evaluated:
        return None
    if due is None:
        return NO
    return YES if now > due else OPEN
