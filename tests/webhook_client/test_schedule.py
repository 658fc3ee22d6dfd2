# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timezone

import pytest
from webhook_client import Answer, Verdict, rest_after, retry_after, retry_delay

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=timezone.utc)


def test_the_retry_table():
    delays = [retry_delay(attempt, 0) for attempt in range(1, 9)]
    assert delays == [5, 30, 120, 600, 3600, 21600, 64800, None]


def test_jitter_only_makes_it_later_and_little():
    assert retry_delay(2, 1) == pytest.approx(36)
    assert 30 < retry_delay(2, 0.5) < 36


def test_whoever_asks_for_later_gets_it_but_never_sooner():
    assert retry_delay(1, 0, wanted=300) == 300
    assert retry_delay(5, 0, wanted=1) == 3600
    assert retry_delay(8, 0, wanted=300) is None


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (10, 900), (10_000, 900)],
)
def test_a_failing_receiver_rests(failures, seconds):
    assert rest_after(failures) == seconds


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("99999999999999999999", 86400),
        ("Mon, 02 Mar 2026 08:05:00 GMT", 300),
        ("Mon, 02 Mar 2026 07:00:00 GMT", 0),
        ("Mon, 02 Mar 2036 07:00:00 GMT", 86400),
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("١٢", None),
        ("Mon, 99 Foo 2026 99:99:99 GMT", None),
    ],
)
def test_retry_after(header, seconds):
    assert retry_after(header, NOW) == seconds


@pytest.mark.parametrize(
    ("statuses", "verdict"),
    [
        ((200, 201, 202, 204, 299), Verdict.ACKED),
        ((0, 100, 404, 408, 425, 429, 500, 502, 503, 599), Verdict.RETRY),
        ((300, 301, 308, 400, 401, 403, 405, 413, 422), Verdict.DEAD),
        ((410,), Verdict.GONE),
    ],
)
def test_verdicts(statuses, verdict):
    assert {Answer(status=status).verdict for status in statuses} == {verdict}
