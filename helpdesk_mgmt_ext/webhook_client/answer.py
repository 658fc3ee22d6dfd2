# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What came back from a receiver, and what it means."""

import enum
from dataclasses import dataclass

#: n8n answers 404 while it starts, so it is no reason to give up.
RETRIED = {404, 408, 425, 429}
GONE = 410


class Verdict(enum.Enum):
    ACKED = "acked"
    RETRY = "retry"
    DEAD = "dead"
    GONE = "gone"


@dataclass(frozen=True)
class Answer:
    """``status`` is 0 when there was none; ``retry_after`` and ``latency`` are seconds.

    ``refused`` is the reason why the receiver's address was not connected to.
    """

    status: int = 0
    error: str = ""
    latency: float = 0.0
    retry_after: float | None = None
    refused: str = ""

    @property
    def verdict(self):
        if 200 <= self.status < 300:
            return Verdict.ACKED
        if self.status == GONE:
            return Verdict.GONE
        if self.status in RETRIED or not 300 <= self.status < 500:
            return Verdict.RETRY
        return Verdict.DEAD
