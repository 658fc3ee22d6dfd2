# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from datetime import datetime, timedelta

import pytest
from reminder_schedule import CLOSE, FINAL, SEND, WAIT, Step, next_action

SINCE = datetime(2026, 3, 2, 9)
STEPS = (Step(24), Step(72), Step(168, final=True))


def at(hours):
    return SINCE + timedelta(hours=hours)


def test_waits_for_the_first_reminder():
    assert next_action(STEPS, SINCE, {}, at(23.99)) == (WAIT, at(24), None)


@pytest.mark.parametrize(
    ("hours", "step"), [(24, STEPS[0]), (72, STEPS[1]), (168, STEPS[2])]
)
def test_a_reminder_is_due_at_its_hour_to_the_second(hours, step):
    sent = {s.kind: at(s.hours) for s in STEPS if s.hours < hours}
    before = next_action(STEPS, SINCE, sent, at(hours) - timedelta(seconds=1))
    assert (before.action, before.at) == (WAIT, at(hours))
    assert next_action(STEPS, SINCE, sent, at(hours)) == (SEND, at(hours), step)


def test_after_an_outage_only_the_latest_due_reminder_is_sent():
    first = next_action(STEPS, SINCE, {}, at(100))
    assert first.step == STEPS[1]
    sent = {first.step.kind: at(100)}
    assert next_action(STEPS, SINCE, sent, at(101)) == (WAIT, at(168), None)


def test_after_a_long_outage_the_final_notice_is_sent_before_the_close():
    first = next_action(STEPS, SINCE, {}, at(1000))
    assert first.step.kind == FINAL
    assert next_action(STEPS, SINCE, {FINAL: at(1000)}, at(1000)).action == CLOSE


def test_grace_counts_from_the_final_notice():
    grace = timedelta(hours=48)
    sent = {FINAL: at(170)}
    assert next_action(STEPS, SINCE, sent, at(217), grace) == (WAIT, at(218), None)
    assert next_action(STEPS, SINCE, sent, at(218), grace).action == CLOSE


def test_a_team_that_does_not_close_stops_after_the_final_notice():
    sent = {FINAL: at(168)}
    assert next_action(STEPS, SINCE, sent, at(999), closes=False) == (WAIT, None, None)


def test_a_schedule_without_final_notice_never_closes():
    steps = STEPS[:2]
    sent = {steps[1].kind: at(72)}
    assert next_action(steps, SINCE, sent, at(9999)) == (WAIT, None, None)


def test_a_shortened_schedule_sends_its_final_notice_all_the_same():
    sent = {STEPS[0].kind: at(24), STEPS[1].kind: at(72)}
    shorter = (Step(24), Step(48, final=True))
    assert next_action(shorter, SINCE, sent, at(80)).step == shorter[1]


def test_a_reminder_put_before_one_that_was_sent_is_not_sent_any_more():
    sent = {STEPS[1].kind: at(72)}
    more = (*STEPS, Step(48))
    assert next_action(more, SINCE, sent, at(80)) == (WAIT, at(168), None)


def test_any_pace_of_looking_closes_once_after_one_final_and_repeats_nothing():
    chance = random.Random(20260302)
    for _trial in range(300):
        steps = [Step(hours) for hours in chance.sample(range(1, 200), 3)]
        steps.append(Step(200 + chance.randrange(50), final=True))
        grace = timedelta(hours=chance.choice([0, 0, 5, 48]))
        sent, now, closed = {}, SINCE, None
        while closed is None:
            now += timedelta(hours=chance.choice([0.1, 1, 7, 60, 400]))
            step = next_action(steps, SINCE, sent, now, grace)
            if step.action == SEND:
                assert step.step.kind not in sent
                assert now >= step.step.moment(SINCE)
                sent[step.step.kind] = now
            elif step.action == CLOSE:
                closed = now
        assert closed >= sent[FINAL] + grace
