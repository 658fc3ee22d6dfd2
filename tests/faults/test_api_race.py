# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The same call of the API in two processes at the same moment, over real HTTP."""

import json
import threading
import urllib.error
import urllib.request
from collections import Counter

import psycopg2
import pytest

CALLS = 6  # of the same request, half of them in each process
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
SEED = """
wizard = env["helpdesk.api.key"].create({"name": "Race", "days": "90"})
key = wizard.action_make()["context"]["default_key"]
env.cr.commit()
print(f"KEY={key} DONE")
"""
WAITING = """
    SELECT count(*) FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock'
       AND query LIKE '%INSERT INTO helpdesk_api_request%'
       AND pid <> pg_backend_pid()
"""


@pytest.fixture
def api(database):
    """Two servers and a key: a function that calls one of them."""
    key = database.run(SEED).split("KEY=")[1].split()[0]
    urls = [database.serve() for _server in range(2)]

    def call(server, method, body):
        request = urllib.request.Request(
            f"{urls[server]}/json/2/helpdesk.ticket/{method}",
            json.dumps(body).encode(),
            {"Content-Type": "application/json", "Authorization": f"bearer {key}"},
        )
        try:
            with OPENER.open(request, timeout=120) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    return call


def at_once(database, api, calls, method, body):
    """Make the calls, each server half of them; none begins its work before all wait.

    :return: ``[(status, answer)]``
    """
    answers = []
    threads = [
        threading.Thread(
            target=lambda number=number: answers.append(api(number % 2, method, body))
        )
        for number in range(calls)
    ]
    gate = psycopg2.connect(dbname=database.name)
    try:
        with gate.cursor() as cursor:
            cursor.execute("LOCK TABLE helpdesk_api_request IN EXCLUSIVE MODE")
            for thread in threads:
                thread.start()
            database.wait_for(lambda: database.value(WAITING) == calls)
    finally:
        gate.close()  # they are let go
    for thread in threads:
        thread.join(120)
    return answers


def test_of_identical_calls_at_once_one_is_applied(database, api):
    for number, (method, body) in enumerate(
        (
            ("api_create", {"request_id": "race", "vals": {"subject": "Race"}}),
            ("api_create", {"vals": {"subject": "Race", "idempotency_key": "race"}}),
        )
    ):
        answers = at_once(database, api, CALLS, method, body)
        assert [status for status, _answer in answers] == [200] * CALLS, answers
        found = Counter(answer["status"] for _status, answer in answers)
        assert found == {"applied": 1, "duplicate": CALLS - 1}
        assert len({answer["id"] for _status, answer in answers}) == 1
        tickets = "SELECT count(*) FROM helpdesk_ticket WHERE name = 'Race'"
        assert database.value(tickets) == number + 1


def test_an_escalation_asked_for_twice_at_once_rises_once(database, api):
    vals = {"subject": "Race"}
    _status, ticket = api(0, "api_create", {"request_id": "one", "vals": vals})
    body = {"request_id": "two", "ids": [ticket["id"]], "reason": "Late"}
    answers = at_once(database, api, 2, "api_escalate", body)
    assert sorted(answer["status"] for _status, answer in answers) == [
        "applied",
        "duplicate",
    ]
    level = f"SELECT escalation_level FROM helpdesk_ticket WHERE id = {ticket['id']}"
    assert database.value(level) == 1


def test_a_refused_call_leaves_its_request_free_for_a_better_one(database, api):
    bad = {"request_id": "again", "vals": {"subject": "Race", "team": "no such"}}
    answers = at_once(database, api, 2, "api_create", bad)
    assert [status for status, _answer in answers] == [422, 422]
    good = {"request_id": "again", "vals": {"subject": "Race"}}
    status, answer = api(1, "api_create", good)
    assert (status, answer["status"]) == (200, "applied")
