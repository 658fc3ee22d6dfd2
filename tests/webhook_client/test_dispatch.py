# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How many calls a receiver gets at once, after what it has answered."""

import threading

import pytest
from webhook_client import EACH_AT_ONCE, Answer, Dispatch, dispatch

GOOD = Answer(status=202, latency=0.1)
SLOW = Answer(status=202, latency=5.0)
BAD = Answer(status=503, error="HTTP 503")
KEY = "00" * 32


class Stub:
    """A client that answers when it is told to, and how."""

    answers = []
    under_way = 0
    lock = threading.Lock()

    def __init__(self, _allow_private):
        self.busy = False

    def post(self, _url, _body, _headers, _timeout):
        assert not self.busy, "a client has one call at a time"
        self.busy = True
        try:
            with self.lock:
                answer = self.answers.pop(0) if self.answers else GOOD
            if isinstance(answer, Exception):
                raise answer
            return answer
        finally:
            self.busy = False

    def close(self):
        pass


@pytest.fixture
def calls(monkeypatch):
    monkeypatch.setattr(dispatch, "Client", Stub)
    monkeypatch.setattr(Stub, "answers", [])
    with Dispatch() as under_way:
        under_way.must_look()
        under_way.receivers = {1: receiver(1)}
        yield under_way


def receiver(key):
    return {
        "id": key,
        "url": "http://receiver.example",
        "keys": [KEY],
        "timeout": 10,
        "allow_private": False,
    }


def fill(calls, topic=None):
    """Start as many calls as are allowed; return how many."""
    started = 0
    while free := calls.free():
        for one in free:
            calls.start(one, (started, f"msg_{started}", "{}", 1, topic))
            started += 1
    return started


def drain(calls):
    while calls.calls:
        calls.finished()


def test_begins_with_one_and_rises_with_each_good_answer(calls):
    rounds = []
    for _round in range(5):
        rounds.append(fill(calls))
        drain(calls)
    assert rounds == [1, 2, 4, EACH_AT_ONCE, EACH_AT_ONCE]


def test_a_failure_takes_it_back_to_one_until_it_is_looked_up_again(calls):
    for _round in range(4):
        fill(calls)
        drain(calls)
    Stub.answers = [BAD]
    calls.start(calls.receivers[1], (0, "msg_0", "{}", 1, None))
    drain(calls)
    assert fill(calls) == 0
    assert calls.must_look()
    assert fill(calls) == 1


def test_a_slow_receiver_gets_no_more_at_once(calls):
    Stub.answers = [SLOW] * 20
    for _round in range(3):
        assert fill(calls) == 1
        drain(calls)


def test_one_that_becomes_slow_gets_fewer(calls):
    for _round in range(4):
        fill(calls)
        drain(calls)
    Stub.answers = [SLOW] * EACH_AT_ONCE
    fill(calls)
    drain(calls)
    assert fill(calls) == 1


def test_one_receivers_failures_are_not_anothers(calls):
    calls.receivers[2] = receiver(2)
    Stub.answers = [BAD]
    calls.start(calls.receivers[1], (0, "msg_0", "{}", 1, None))
    drain(calls)
    assert [one["id"] for one in calls.free()] == [2]


def test_topics_are_those_under_way_to_that_receiver(calls):
    calls.receivers[2] = receiver(2)
    calls.start(calls.receivers[1], (0, "msg_0", "{}", 1, 42))
    calls.start(calls.receivers[2], (1, "msg_1", "{}", 1, 43))
    calls.start(calls.receivers[2], (2, "msg_2", "{}", 1, None))
    assert calls.topics(calls.receivers[1]) == {42}
    assert calls.topics(calls.receivers[2]) == {43}
    drain(calls)
    assert calls.topics(calls.receivers[2]) == set()


def test_where_there_was_nothing_it_is_asked_again_after_an_answer(calls):
    """What waited for another message of its topic can go now."""
    fill(calls)
    calls.nothing_for(calls.receivers[1])
    assert calls.free() == []
    drain(calls)
    assert calls.free() == [calls.receivers[1]]


def test_what_a_client_raises_is_an_answer(calls):
    Stub.answers = [RuntimeError("broken")]
    calls.start(calls.receivers[1], (0, "msg_0", "{}", 1, None))
    ((_call, answer),) = calls.finished()
    assert (answer.status, answer.error) == (0, "RuntimeError: broken")
