# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Sharing out: turns, lots, loads and room, without a database."""

import random
from collections import Counter

import pytest
from fair_share import Drawing, Request

PEOPLE = ["ann", "bob", "cid"]


def draw(number, method, **kwargs):
    drawing = Drawing(chooser=random.Random(7), **kwargs)
    return [drawing.pick("team", PEOPLE, method) for _index in range(number)]


def test_round_robin_repeats_its_order():
    assert draw(7, "round_robin") == ["ann", "bob", "cid"] * 2 + ["ann"]


def test_round_robin_begins_with_who_waits_longest():
    last = {"team": {"ann": 5, "bob": 3, "cid": 4}}
    assert draw(3, "round_robin", last=last) == ["bob", "cid", "ann"]


def test_round_robin_of_one_team_does_not_move_another():
    last = {"other": {"ann": 9}}
    assert draw(1, "round_robin", last=last) == ["ann"]


def test_random_never_repeats_and_reaches_everybody():
    drawn = draw(300, "random_no_repeat")
    assert all(before != after for before, after in zip(drawn, drawn[1:], strict=False))
    assert min(Counter(drawn).values()) > 60


def test_random_leaves_out_the_previous_of_history():
    last = {"team": {"bob": 8, "ann": 2}}
    for seed in range(30):
        drawing = Drawing(last=last, chooser=random.Random(seed))
        assert drawing.pick("team", PEOPLE, "random_no_repeat") != "bob"


def test_random_repeats_only_who_is_alone():
    drawing = Drawing()
    assert [drawing.pick("team", ["ann"], "random_no_repeat") for _ in "ab"] == [
        "ann",
        "ann",
    ]


@pytest.mark.parametrize("method", ["balanced", "skill"])
def test_fewest_open_first(method):
    load = {"ann": 2, "bob": 1}
    assert draw(4, method, load=load) == ["cid", "bob", "cid", "ann"]


def test_balanced_levels_the_loads():
    drawing = Drawing(load={"ann": 3, "bob": 1})
    for _index in range(5):
        drawing.pick("team", PEOPLE, "balanced")
    assert drawing.load == {"ann": 3, "bob": 3, "cid": 3}


def test_equal_loads_go_to_who_has_most_room_then_waits_longest():
    capacity = {"ann": 2, "bob": 5, "cid": 5}
    last = {"team": {"bob": 2, "cid": 1}}
    assert draw(2, "balanced", capacity=capacity, last=last) == ["cid", "bob"]


@pytest.mark.parametrize(
    "method", ["round_robin", "random_no_repeat", "balanced", "skill"]
)
def test_nobody_gets_more_than_he_may_have(method):
    drawn = draw(9, method, capacity=dict.fromkeys(PEOPLE, 2), load={"ann": 1})
    assert Counter(drawn) == {"ann": 1, "bob": 2, "cid": 2, None: 4}


def test_nobody_available_is_none():
    assert Drawing().pick("team", [], "balanced") is None


def test_wanted_person_first_then_the_method():
    requests = [
        Request(task, "team", "round_robin", ["ann", "bob"], "cid") for task in range(3)
    ]
    drawing = Drawing(capacity={"cid": 1})
    assert drawing.pick_all(requests) == {0: "cid", 1: "ann", 2: "bob"}


def test_task_without_anybody_is_left_out():
    requests = [Request(1, "team", "manual", [], None)]
    assert Drawing().pick_all(requests) == {}


def test_arguments_are_not_changed():
    load, last = {"ann": 1}, {"team": {"ann": 1}}
    Drawing(load=load, last=last).pick("team", PEOPLE, "round_robin")
    assert (load, last) == ({"ann": 1}, {"team": {"ann": 1}})
