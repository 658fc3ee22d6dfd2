# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import itertools
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sla_clock import (
    ALWAYS,
    Target,
    add_working_time,
    merged,
    working_time_between,
)
from sla_clock.working_time import HORIZON, WEEK
from sla_clock_office import PARIS, office, utc

moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0)
)
durations = st.integers(0, 40 * 24 * 3600).map(lambda s: timedelta(seconds=s))


@st.composite
def weekly_calendars(draw):
    """A calendar that opens at the same seconds of every week, at least once."""
    cuts = draw(st.lists(st.integers(0, 7 * 86400), min_size=2, max_size=12))
    cuts = sorted(set(cuts))
    if len(cuts) < 2:
        cuts = [0, 3600]
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))

    def calendar(start, _stop):
        return [
            (start + timedelta(seconds=a), start + timedelta(seconds=b))
            for a, b in pairs
        ]

    return calendar


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-03-02 09:00", 4, "2026-03-02 13:00"),
        ("2026-03-02 09:00", 8, "2026-03-02 17:00"),  # at closing time, not next day
        ("2026-03-06 16:00", 4, "2026-03-09 12:00"),  # over a week-end
        ("2026-03-07 12:00", 1, "2026-03-09 10:00"),  # from closed hours
        ("2026-03-27 16:00", 2, "2026-03-30 10:00"),  # over the change of clocks
        ("2026-03-02 20:00", 0, "2026-03-03 09:00"),  # nothing is due while closed
    ],
)
def test_working_time_is_counted_in_open_hours(start, hours, expected):
    result = add_working_time(utc(start), timedelta(hours=hours), office)
    assert result == utc(expected)


@given(moments, durations, weekly_calendars())
def test_adding_then_measuring_gives_back_the_duration(start, duration, calendar):
    due = add_working_time(start, duration, calendar)
    if due is not None:
        assert working_time_between(start, due, calendar) == duration


@given(moments, durations, weekly_calendars())
def test_a_deadline_is_the_earliest_moment(start, duration, calendar):
    due = add_working_time(start, duration, calendar)
    if due is not None and duration:
        before = due - timedelta(seconds=1)
        assert working_time_between(start, before, calendar) < duration


@given(moments, durations, durations, weekly_calendars())
def test_measuring_is_additive(start, first, second, calendar):
    middle, stop = start + first, start + first + second
    assert working_time_between(start, stop, calendar) == (
        working_time_between(start, middle, calendar)
        + working_time_between(middle, stop, calendar)
    )


@given(moments, durations, durations)
def test_a_longer_target_is_never_due_earlier(start, shorter, extra):
    early = add_working_time(start, shorter, office)
    assert early <= add_working_time(start, shorter + extra, office)


@settings(max_examples=30)
@given(st.lists(st.tuples(moments, durations)))
def test_merging_keeps_the_time_and_removes_overlaps(pieces):
    spans = [(start, start + length) for start, length in pieces]
    result = merged(spans)
    assert all(a < b for a, b in result)
    assert all(a[1] < b[0] for a, b in itertools.pairwise(result))
    for start, stop in spans:
        if start < stop:
            assert any(a <= start and stop <= b for a, b in result)


def test_overlapping_and_zero_length_hours_count_once():
    def messy(start, _stop):
        nine = start + timedelta(hours=9)
        half, noon = nine + timedelta(hours=1), nine + timedelta(hours=3)
        return [(nine, noon), (half, noon), (noon, noon), (noon, half)]

    monday = datetime(2026, 3, 2)
    assert working_time_between(monday, monday + WEEK, messy) == timedelta(hours=3)


def test_an_empty_calendar_is_asked_once_for_each_week():
    asked = []

    def never(*span):
        asked.append(span)
        return _never(*span)

    assert add_working_time(datetime(2026, 3, 2), timedelta(hours=1), never) is None
    assert len(set(asked)) == len(asked) <= HORIZON / WEEK + 1


@pytest.mark.parametrize("days", [1e6, 1e12, float("inf"), float("nan")])
@pytest.mark.parametrize("unit", ["business_days", "calendar_days", "hours"])
def test_an_absurd_target_is_never_due(days, unit):
    start = datetime(2026, 3, 2)
    duration = Target(days, unit).duration(start)
    if unit == "hours" and days == 1e6:
        duration += HORIZON
    assert add_working_time(start, duration, ALWAYS) is None


@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf")])
def test_a_promise_is_a_positive_finite_amount(value):
    assert not Target(value, "hours").is_valid
    assert not Target(1, "fortnights").is_valid
    assert Target(0.5, "hours").is_valid


def test_half_an_hour_is_thirty_minutes():
    start = datetime(2026, 3, 2)
    assert Target(0.5, "hours").duration(start) == timedelta(minutes=30)
    assert Target(30, "minutes").duration(start) == timedelta(minutes=30)


def test_a_business_day_has_the_hours_of_its_calendar():
    duration = Target(3, "business_days").duration(datetime(2026, 3, 2), PARIS, 7.5)
    assert duration == timedelta(hours=22.5)


def test_a_calendar_day_ends_at_the_same_time_of_day():
    start = utc("2026-03-27 10:00")  # the clocks change in the night to the 29th
    due = start + Target(7, "calendar_days").duration(start, PARIS)
    assert due == utc("2026-04-03 10:00")


def test_an_hour_is_an_hour_when_the_clocks_change():
    start = utc("2026-03-28 22:00")
    due = add_working_time(start, Target(24, "hours").duration(start), ALWAYS)
    assert due == utc("2026-03-29 23:00")


def _never(_start, _stop):
    return []
