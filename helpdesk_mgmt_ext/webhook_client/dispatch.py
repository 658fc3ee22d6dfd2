# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The calls under way: to several receivers at once, and several to each that is quick.

A receiver begins with one call; each good answer allows one more at a time, a failure
takes it back to one. So one that was down is tried with one message and then gets what
waited for it as fast as it takes it. What belongs together is never under way at once.
"""

import time
from collections import defaultdict
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timezone

from .answer import Answer
from .client import Client
from .signature import sign

AT_ONCE = 32
EACH_AT_ONCE = 8
#: A receiver that takes longer than this part of its timeout gets no more at once.
SLOW = 0.25
#: So often (seconds) settings and what is due for whom are looked up again.
LOOK = 1.0


@dataclass(frozen=True)
class Call:
    """``row`` is the claimed message: id, message id, body, number of the try, topic.

    Of one topic (a ticket) and receiver only one message is under way.
    """

    receiver: dict
    row: tuple


class Dispatch:
    """Knows no database: what to send comes in, what came of it goes out."""

    def __init__(self, only=()):
        self.only = frozenset(only)  # ids of receivers; none: all
        self.calls = {}  # future → call
        self.receivers = {}
        self._clients = defaultdict(list)  # those without a call
        self._windows = {}  # receiver → how many calls at once
        self._empty = set()
        self._look_at = 0.0

    def __enter__(self):
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhook")
        return self

    def __exit__(self, *_exception):
        self._pool.shutdown(wait=False, cancel_futures=True)
        for clients in self._clients.values():
            for client in clients:
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
        """Return the receivers that can take one more call and may have something."""
        room = AT_ONCE - len(self.calls)
        idle = [
            one
            for key, one in self.receivers.items()
            if key not in self._empty and self._under_way(key) < self._window(key)
        ]
        return idle[:room]

    def topics(self, receiver):
        """Return the topics of which a message to the receiver is under way."""
        calls = self.calls.values()
        rows = [call.row for call in calls if call.receiver["id"] == receiver["id"]]
        return {row[4] for row in rows if row[4]}

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
            self._learn(call.receiver, answer)
        return ended

    def pause(self, seconds):
        time.sleep(seconds)
        self._look_at = 0.0

    def _under_way(self, key):
        return sum(call.receiver["id"] == key for call in self.calls.values())

    def _window(self, key):
        return self._windows.get(key, 1)

    def _learn(self, receiver, answer):
        """Send it more or less at once, after what it answered."""
        key = receiver["id"]
        if not 200 <= answer.status < 300:
            self._windows[key] = 1
            self._look_at = 0.0  # it may rest or be off now
            self.nothing_for(receiver)
            return
        self._empty.discard(key)  # something of the same topic may have waited
        step = -1 if answer.latency > SLOW * receiver["timeout"] else 1
        self._windows[key] = min(max(self._window(key) + step, 1), EACH_AT_ONCE)

    def _send(self, call):
        receiver = call.receiver
        _id, message_id, body, _attempt, _topic = call.row
        clients = self._clients[receiver["id"], receiver["allow_private"]]
        try:
            client = clients.pop()
        except IndexError:  # each is in use, and a client has one call at a time
            client = Client(receiver["allow_private"])
        try:
            moment = datetime.now(timezone.utc)
            headers = sign(receiver["keys"], message_id, moment, body)
            return client.post(receiver["url"], body, headers, receiver["timeout"])
        except Exception as error:  # one bad receiver stops no other
            return Answer(error=f"{type(error).__name__}: {error}"[:300])
        finally:
            clients.append(client)
