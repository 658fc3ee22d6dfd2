# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import itertools
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sla_clock import ALWAYS, Event, Rule, Target, due_at, explain, fold, read
from sla_clock_office import PARIS, office, utc

START = datetime(2026, 3, 2, 8)
HOUR = timedelta(hours=1)
FIRST, UPDATE, RESOLUTION = (
    Rule("first_response"),
    Rule("update"),
    Rule("resolution"),
)


def after(hours, kind, role=None, **values):
    return Event(START + hours * HOUR, kind, role, **values)


def events(*tail):
    return [after(0, "start", "new"), *tail]


def lap_of(rule, *tail):
    return fold(events(*tail), rule).lap


# --- first response ---------------------------------------------------------------


def test_the_first_public_message_meets_the_first_response():
    lap = lap_of(FIRST, after(1, "respond"), after(2, "update"))
    assert (lap.ending, lap.stop) == ("reached", START + HOUR)


@pytest.mark.parametrize(
    "move",
    [("pause", "pending_customer"), ("resume", "in_progress"), ("resolve", "resolved")],
)
def test_a_stage_move_is_no_response(move):
    lap = lap_of(FIRST, after(1, *move))
    assert lap.ending != "reached"


def test_a_cancelled_ticket_has_no_verdict():
    timeline = fold(events(after(1, "cancel", "rejected")), FIRST)
    assert (timeline.lap.ending, timeline.status) == ("cancelled", "cancelled")


def test_in_time_means_at_the_deadline_or_before():
    lap = lap_of(FIRST, after(4, "respond"))
    assert not read(lap, 4 * HOUR, ALWAYS, START + 9 * HOUR).late
    lap = lap_of(FIRST, Event(START + 4 * HOUR + timedelta(seconds=1), "respond"))
    assert read(lap, 4 * HOUR, ALWAYS, START + 9 * HOUR).late


# --- resolution and pauses --------------------------------------------------------


def test_scenario_high_paused_over_the_week_end():
    history = [
        Event(utc("2026-03-05 10:00"), "start", "new"),
        Event(utc("2026-03-05 11:00"), "respond"),
        Event(utc("2026-03-06 16:00"), "pause", "pending_customer"),
        Event(utc("2026-03-09 09:30"), "resume", "investigating"),
    ]
    lap = fold(history, RESOLUTION).lap
    duration = Target(3, "business_days").duration(lap.start, PARIS, 8)
    assert due_at(lap, duration, office) == utc("2026-03-10 11:30")
    assert due_at(lap, duration * 0.75, office) == utc("2026-03-09 13:30")
    counted = [s.counted for s in explain(lap, office, utc("2026-03-09 10:30"))]
    assert counted == [14 * HOUR, 0 * HOUR, 1 * HOUR]


def test_only_the_roles_of_the_policy_pause_it():
    waiting = (after(1, "pause", "on_hold"), after(3, "resume", "in_progress"))
    assert due_at(lap_of(RESOLUTION, *waiting), 4 * HOUR, ALWAYS) == START + 4 * HOUR
    rule = Rule("resolution", frozenset({"on_hold"}))
    assert due_at(lap_of(rule, *waiting), 4 * HOUR, ALWAYS) == START + 6 * HOUR


def test_a_stage_of_the_policy_pauses_it_too():
    rule = Rule("resolution", pause_stages=frozenset({7}))
    lap = lap_of(
        rule,
        after(1, "resume", "in_progress", stage=7),
        after(2, "resume", "in_progress", stage=8),
    )
    assert due_at(lap, 4 * HOUR, ALWAYS) == START + 5 * HOUR


def test_leaving_resolved_resumes_the_resolution():
    lap = lap_of(
        RESOLUTION, after(2, "resolve", "resolved"), after(5, "resume", "in_progress")
    )
    assert lap.ending is None
    assert due_at(lap, 4 * HOUR, ALWAYS) == START + 7 * HOUR


def test_a_paused_clock_keeps_the_deadline_it_had():
    lap = lap_of(RESOLUTION, after(1, "pause", "pending_customer"))
    reading = read(lap, 4 * HOUR, ALWAYS, START + 90 * HOUR)
    assert (reading.deadline, reading.late) == (START + 4 * HOUR, False)
    assert reading.left == 3 * HOUR


def test_a_ticket_that_starts_paused_has_no_deadline_yet():
    lap = fold([after(0, "start", "pending_customer")], RESOLUTION).lap
    assert read(lap, HOUR, ALWAYS, START + 9 * HOUR).deadline is None


def test_a_clock_set_back_does_not_run_backwards():
    lap = lap_of(RESOLUTION, after(-3, "pause", "pending_customer"), after(2, "resume"))
    assert due_at(lap, HOUR, ALWAYS) == START + 3 * HOUR


def test_a_message_before_any_start_is_ignored():
    assert fold([after(0, "respond")], FIRST).lap is None


# --- cadence ----------------------------------------------------------------------


def test_no_update_is_due_before_the_first_answer():
    assert fold(events(after(3, "resume", "in_progress")), UPDATE).lap is None


def test_each_message_promises_the_next_one():
    timeline = fold(events(after(1, "respond"), after(2, "update")), UPDATE)
    assert [lap.start for lap in timeline.laps] == [START + HOUR, START + 2 * HOUR]
    assert due_at(timeline.lap, 2 * HOUR, ALWAYS) == START + 4 * HOUR


def test_the_cadence_restarts_when_the_customer_replies():
    lap = lap_of(
        UPDATE,
        after(1, "respond"),
        after(1, "pause", "pending_customer"),
        after(9, "resume", by_customer=True),
        after(9, "resume", "investigating"),
    )
    assert due_at(lap, 2 * HOUR, ALWAYS) == START + 11 * HOUR


def test_a_second_message_of_the_customer_wins_no_time_for_us():
    lap = lap_of(
        UPDATE,
        after(1, "respond"),
        after(2, "resume", by_customer=True),
        after(3, "resume", by_customer=True),
    )
    assert due_at(lap, 2 * HOUR, ALWAYS) == START + 4 * HOUR


def test_the_cadence_stops_when_resolved_and_goes_on_after():
    tail = [after(1, "respond"), after(2, "resolve", "resolved")]
    assert fold(events(*tail), UPDATE).lap.ending == "stopped"
    tail.append(after(8, "resume", "investigating"))
    assert due_at(lap_of(UPDATE, *tail), 2 * HOUR, ALWAYS) == START + 10 * HOUR


def test_a_missed_update_stays_missed_after_the_next_one():
    timeline = fold(events(after(1, "respond"), after(9, "update")), UPDATE)
    late = [read(x, 2 * HOUR, ALWAYS, START + 9 * HOUR).late for x in timeline.laps]
    assert late == [True, False]


# --- stage (the stock meaning) ----------------------------------------------------


def test_a_stage_target_is_met_by_reaching_one_of_its_stages():
    rule = Rule("stage", done_stages=frozenset({2, 3}))
    lap = lap_of(rule, after(1, "resume", "new", stage=2), after(2, "resume", stage=3))
    assert (lap.ending, lap.stop) == ("reached", START + HOUR)
    lap = lap_of(rule, after(1, "resume", "new", stage=2), after(2, "resume", stage=1))
    assert lap.ending is None


def test_a_role_does_not_pause_a_stage_target():
    rule = Rule("stage", done_stages=frozenset({2}))
    lap = lap_of(rule, after(1, "pause", "pending_customer", stage=5))
    assert lap.is_running


# --- properties -------------------------------------------------------------------

offsets = st.integers(0, 20 * 24 * 60).map(lambda minutes: minutes / 60)


@given(offsets, offsets, offsets)
def test_a_pause_moves_a_clock_deadline_by_exactly_its_length(begin, length, beyond):
    target = (begin + beyond) * HOUR + timedelta(seconds=1)
    plain = due_at(lap_of(RESOLUTION), target, ALWAYS)
    paused = lap_of(
        RESOLUTION,
        after(begin, "pause", "pending_customer"),
        after(begin + length, "resume", "investigating"),
    )
    assert due_at(paused, target, ALWAYS) - plain == (
        (START + (begin + length) * HOUR) - (START + begin * HOUR)
    )


@given(offsets, offsets, offsets, offsets)
def test_splitting_a_pause_changes_nothing(begin, first, second, target):
    middle, end = begin + first, begin + first + second
    whole = [after(begin, "pause", "on_hold"), after(end, "resume", "new")]
    split = [
        after(begin, "pause", "on_hold"),
        after(middle, "resume", "new"),
        after(middle, "pause", "on_hold"),
        after(end, "resume", "new"),
    ]
    rule = Rule("resolution", frozenset({"on_hold"}))
    target *= HOUR
    assert due_at(lap_of(rule, *whole), target, office) == due_at(
        lap_of(rule, *split), target, office
    )


KINDS = [
    ("pause", "pending_customer", False),
    ("resume", "in_progress", False),
    ("resume", None, True),
    ("respond", None, False),
    ("update", None, False),
    ("resolve", "resolved", False),
    ("cancel", "rejected", False),
    ("rematch", None, False),
]


@st.composite
def histories(draw):
    tail = draw(st.lists(st.tuples(st.integers(0, 90), st.sampled_from(KINDS))))
    at, result = START, [after(0, "start", "new")]
    for minutes, (kind, role, by_customer) in tail:
        at += timedelta(minutes=minutes)
        result.append(Event(at, kind, role, by_customer=by_customer))
    return result


@given(histories(), st.sampled_from(["first_response", "update", "resolution"]))
def test_folding_a_prefix_never_contradicts_the_whole(history, metric):
    """What was late once is late for ever, and laps only get added."""
    rule, target, end = Rule(metric), 2 * HOUR, history[-1].at
    whole = fold(history, rule)
    for size in range(1, len(history)):
        known, now = fold(history[:size], rule), history[size].at
        assert len(known.laps) <= len(whole.laps)
        for before, later in zip(known.laps, whole.laps, strict=False):
            assert before.start == later.start
            if read(before, target, office, now).late:
                assert read(later, target, office, end).late


@given(histories(), st.sampled_from(["first_response", "update", "resolution"]))
def test_the_explanation_is_seamless_and_adds_up(history, metric):
    now = history[-1].at + HOUR
    for lap in fold(history, Rule(metric)).laps:
        stretches = explain(lap, office, now)
        for left, right in itertools.pairwise(stretches):
            assert left.stop == right.start
        counted = sum((s.counted for s in stretches), timedelta())
        assert counted == read(lap, HOUR, office, now).counted
