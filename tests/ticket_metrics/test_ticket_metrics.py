# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from datetime import datetime, timedelta

import pytest
from ticket_metrics import (
    CUSTOMER,
    HOLD,
    NO,
    OPEN,
    US,
    YES,
    Spell,
    clock_hours,
    decided_at,
    reassignments,
    spells,
    time_by,
    verdict,
    working_hours,
)

START = datetime(2026, 3, 2, 9)  # a Monday


def at(minutes):
    return START + timedelta(minutes=minutes)


def minutes(entries, until):
    found = time_by([(at(when), key) for when, key in entries], at(until))
    return {key: time / timedelta(minutes=1) for key, time in found.items()}


def test_each_entry_holds_until_the_next():
    history = [(0, US), (30, CUSTOMER), (90, US), (100, HOLD), (160, None)]
    assert minutes(history, 500) == {US: 40, CUSTOMER: 60, HOLD: 60}


def test_the_last_entry_holds_until_now():
    assert minutes([(0, US), (30, CUSTOMER)], 45) == {US: 30, CUSTOMER: 15}


def test_no_history_is_no_time():
    assert minutes([], 10) == {}


def test_neighbours_with_one_key_are_one_spell():
    found = spells([(at(0), US), (at(5), US), (at(9), HOLD)], at(10))
    assert found == [Spell(US, at(0), at(9)), Spell(HOLD, at(9), at(10))]


def test_time_never_runs_backwards():
    # a request dated into the future, then moved at once
    assert minutes([(60, US), (0, CUSTOMER)], 90) == {CUSTOMER: 30}
    assert minutes([(0, US), (50, CUSTOMER), (20, US)], 90) == {US: 90}


def test_nothing_counts_after_the_end():
    assert minutes([(0, US), (30, CUSTOMER)], 20) == {US: 20}


def test_all_time_is_given_to_somebody_whatever_the_history():
    rng = random.Random(8)
    for _case in range(200):
        moments = sorted(rng.randrange(1000) for _entry in range(rng.randrange(1, 9)))
        history = [(moment, rng.choice([US, CUSTOMER, HOLD])) for moment in moments]
        assert sum(minutes(history, 1000).values()) == 1000 - moments[0]


@pytest.mark.parametrize(
    ("owners", "count"),
    [
        ([], 0),
        ([None, None], 0),
        ([1], 0),
        ([None, 1, 1], 0),
        ([1, 2], 1),
        ([1, None, 1], 0),
        ([1, None, 2], 1),
        ([1, 2, 1], 2),
    ],
)
def test_reassignments_are_changes_from_one_person_to_another(owners, count):
    assert reassignments(owners) == count


def test_clock_hours():
    assert clock_hours(at(0), at(90)) == 1.5
    assert clock_hours(at(90), at(0)) == 0


def test_working_hours_count_open_time_only():
    days = [
        (datetime(2026, 3, day, 8), datetime(2026, 3, day, 16))
        for day in (2, 3, 4, 5, 6, 9)
    ]
    assert working_hours(at(0), at(60), days) == 1
    friday_evening, monday = datetime(2026, 3, 6, 15), datetime(2026, 3, 9, 10)
    assert working_hours(friday_evening, monday, days) == 3
    assert working_hours(datetime(2026, 3, 7), datetime(2026, 3, 8), days) == 0
    assert working_hours(at(0), at(60), []) == 0


@pytest.mark.parametrize(
    ("replies", "reassigned", "escalated"), [(0, 0, 0), (2, 0, 0), (1, 1, 0), (1, 0, 1)]
)
def test_more_than_one_contact_is_not_first_contact(replies, reassigned, escalated):
    assert decided_at(START, replies, reassigned, escalated) is None


def test_first_contact_is_certain_after_seven_days_and_not_before():
    due = decided_at(START, 1, 0, 0)
    assert due == START + timedelta(days=7)
    assert verdict(True, due, START) == OPEN
    assert verdict(True, due, due) == OPEN
    assert verdict(True, due, due + timedelta(seconds=1)) == YES
    assert verdict(True, None, START) == NO
    assert verdict(False, None, START) is None
