# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The calls under way: one at a time for each receiver, all receivers at once."""

import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timezone

from .answer import Answer
from .client import Client
from .signature import sign

AT_ONCE = 32
#: So often (seconds) settings and what is due for whom are looked up again.
LOOK = 1.0


@dataclass(frozen=True)
class Call:
    """``row`` is the claimed message: id, message id, body, number of the try."""

    receiver: dict
    row: tuple


class Dispatch:
    """Knows no database: what to send comes in, what came of it goes out."""

    def __init__(self, only=()):
        self.only = frozenset(only)  # ids of receivers; none: all
        self.calls = {}  # future → call
        self.receivers = {}
        self._clients = {}
        self._empty = set()
        self._look_at = 0.0

    def __enter__(self):
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhook")
        return self

    def __exit__(self, *_exception):
        self._pool.shutdown(wait=False, cancel_futures=True)
        for client in self._clients.values():
            client.close()

    def must_look(self):
        """Whether what is known about the receivers is to be looked up again."""
        now = time.monotonic()
        if now < self._look_at:
            return False
        self._look_at = now + LOOK
        self._empty.clear()
        return True

    def free(self):
        """Return the receivers without a call under way that may have something."""
        busy = {call.receiver["id"] for call in self.calls.values()} | self._empty
        room = AT_ONCE - len(self.calls)
        idle = [one for key, one in self.receivers.items() if key not in busy]
        return idle[:room]

    def nothing_for(self, receiver):
        self._empty.add(receiver["id"])

    def start(self, receiver, row):
        call = Call(receiver, row)
        self.calls[self._pool.submit(self._send, call)] = call

    def finished(self):
        """Wait for the first answers; return ``[(call, answer)]``."""
        wait_for = max(self._look_at - time.monotonic(), 0.05)
        done, _open = wait(self.calls, wait_for, FIRST_COMPLETED)
        ended = [(self.calls.pop(future), future.result()) for future in done]
        for call, answer in ended:
            if not 200 <= answer.status < 300:
                self._look_at = 0.0  # it may rest or be off now
                self.nothing_for(call.receiver)
        return ended

    def pause(self, seconds):
        time.sleep(seconds)
        self._look_at = 0.0

    def _send(self, call):
        receiver = call.receiver
        _id, message_id, body, _attempt = call.row
        key = (receiver["id"], receiver["allow_private"])
        client = self._clients.get(key)
        if client is None:
            client = self._clients[key] = Client(receiver["allow_private"])
        try:
            moment = datetime.now(timezone.utc)
            headers = sign(receiver["keys"], message_id, moment, body)
            return client.post(receiver["url"], body, headers, receiver["timeout"])
        except Exception as error:  # one bad receiver stops no other
            return Answer(error=f"{type(error).__name__}: {error}"[:300])
