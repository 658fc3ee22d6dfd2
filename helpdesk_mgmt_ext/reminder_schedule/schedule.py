# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

SEND, CLOSE, WAIT = "send", "close", "wait"

#: The kind of the notice after which, and never before, silence closes.
FINAL = "final"


class Step(NamedTuple):
    """One notice of a schedule, ``hours`` after the waiting began."""

    hours: float
    final: bool = False
    key: int = 0

    @property
    def kind(self) -> str:
        """What the notice is remembered as; a copied schedule has the same kinds."""
        return FINAL if self.final else f"reminder-{self.hours:g}h"

    def moment(self, since: datetime) -> datetime:
        return since + timedelta(hours=self.hours)


class Next(NamedTuple):
    """What comes next: ``SEND`` a step, ``CLOSE``, or ``WAIT``.

    ``at``: since when it is due; for ``WAIT`` when to look again, None for never.
    """

    action: str
    at: datetime | None
    step: Step | None = None


def next_action(
    steps: Sequence[Step],
    since: datetime,
    sent: Mapping[str, datetime],
    now: datetime,
    grace: timedelta = timedelta(0),
    closes: bool = True,
) -> Next:
    """Return what is to be done at ``now`` about somebody silent since ``since``.

    Of several steps that are due only the latest is sent, however long nobody looked.
    A schedule without final step never closes.

    :param sent: the notices of this spell of waiting, kind → when
    :param grace: time between the final notice and the close
    :param closes: whether silence closes at all
    """
    if FINAL in sent:
        at = sent[FINAL] + grace
        if not closes:
            return Next(WAIT, None)
        return Next(CLOSE if at <= now else WAIT, at)
    last = max(sent.values(), default=datetime.min)
    due = [
        step
        for step in steps
        if step.moment(since) <= now and (step.final or step.moment(since) > last)
    ]
    if due:
        step = max(due, key=lambda step: (step.final, step.hours))
        return Next(SEND, step.moment(since), step)
    ahead = (step.moment(since) for step in steps if step.moment(since) > now)
    return Next(WAIT, min(ahead, default=None))
