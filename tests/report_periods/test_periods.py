# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from report_periods import Period, buckets, previous, window

PARIS = ZoneInfo("Europe/Paris")
UTC = ZoneInfo("UTC")


def test_window_ends_with_the_local_day():
    late = datetime(2026, 3, 5, 23, 30)  # already Friday in Paris
    assert window(late, 1, PARIS) == Period(
        datetime(2026, 3, 5, 23), datetime(2026, 3, 6, 23)
    )
    assert window(late, 7, UTC) == Period(datetime(2026, 2, 27), datetime(2026, 3, 6))


def test_previous_period_ends_where_this_one_begins():
    period = window(datetime(2026, 4, 10, 12), 30, PARIS)
    before = previous(period, 30, PARIS)
    assert before.stop == period.start
    # summer time began on March 29: local midnight is another hour before it
    assert before.start.hour == 23
    assert period.stop.hour == 22


def test_buckets_cover_the_period_without_gap():
    for days, step in ((7, 1), (30, 1), (90, 7), (90, 1)):
        period = window(datetime(2026, 4, 10, 12), days, PARIS)
        pieces = [piece for _start, piece in buckets(period, step, PARIS)]
        assert pieces[0].start == period.start
        assert pieces[-1].stop == period.stop
        assert all(one.stop == two.start for one, two in pairwise(pieces))


def test_oldest_bucket_is_the_short_one():
    period = window(datetime(2026, 3, 5), 10, UTC)
    lengths = [(p.stop - p.start).days for _start, p in buckets(period, 7, UTC)]
    assert lengths == [3, 7]
