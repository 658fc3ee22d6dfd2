# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""n8n away or killed: the helpdesk goes on, nothing is lost and nothing done twice."""

import time

import pytest

PATIENCE = 10  # seconds Odoo waits for an analysis here; usually 60
TICKETS = 200
LONG = 500  # seconds; a busy machine is slow
ANALYSES = """
    SELECT provider, state, count(*) FROM helpdesk_ai_analysis
     WHERE ticket_id IN (%s) GROUP BY 1, 2 ORDER BY 1, 2
"""
UNDELIVERED = """
    SELECT count(*) FROM helpdesk_webhook_delivery
     WHERE ticket_id IN (%s) AND state <> 'acked'
"""
ANSWERS = """
    SELECT result ->> 'status', result ->> 'reason', count(*)
      FROM helpdesk_api_request
     WHERE method = 'api_apply_analysis' AND (result ->> 'id')::int IN (%s)
  GROUP BY 1, 2 ORDER BY 1, 2
"""


@pytest.fixture(autouse=True)
def impatient(house):
    patience = "UPDATE helpdesk_ai_provider SET answer_seconds = %d"
    house.query(patience % PATIENCE)
    yield
    house.query(patience % 60)
    if not house.n8n_answers():  # a test that failed must not fail the others
        house.n8n("--restart")


def listed(tickets):
    return ", ".join(map(str, tickets))


def all_analysed(house, tickets):
    rows = house.query(ANALYSES % listed(tickets))
    return all(state == "done" for _p, state, _n in rows)


def deliver_now(house):
    """Do not wait for the end of the breaker's rest and of the back-off."""
    webhooks = [int(row[0]) for row in house.query("SELECT id FROM helpdesk_webhook")]
    house.call("helpdesk.webhook", "action_resume", ids=webhooks)


def test_while_n8n_is_away_odoo_analyses_and_afterwards_tells_it_all_once(house):
    house.n8n("--stop")
    tickets = []
    for batch in range(10):
        tickets += house.tickets(
            *(f"Error in report {batch}-{n}" for n in range(TICKETS // 10))
        )
    began = time.monotonic()
    house.wait_for(lambda: all_analysed(house, tickets), LONG)
    waited = time.monotonic() - began
    assert house.query(ANALYSES % listed(tickets)) == [
        ["embedded", "done", str(TICKETS)]
    ]
    assert int(house.value(UNDELIVERED % listed(tickets))) >= TICKETS

    house.n8n("--restart")
    deliver_now(house)
    began = time.monotonic()
    house.wait_for(lambda: house.value(UNDELIVERED % listed(tickets)) == "0", LONG)
    delivered = time.monotonic() - began
    wanted = [["superseded", "too_late", str(TICKETS)]]
    house.wait_for(lambda: house.query(ANSWERS % listed(tickets)) == wanted, LONG)
    assert house.query(ANALYSES % listed(tickets)) == [
        ["embedded", "done", str(TICKETS)]
    ]
    print(
        f"\n{TICKETS} tickets without n8n: analysed {waited:.0f} s after the last one, "
        f"delivered within {delivered:.0f} s of its return"
    )


def test_killed_after_its_202_the_embedded_analysis_stands(house):
    tickets = house.tickets(*(f"Error in form {n}" for n in range(10)))
    acked = (
        "SELECT count(*) FROM helpdesk_webhook_delivery WHERE state = 'acked' "
        f"AND event = 'ticket.created' AND ticket_id IN ({listed(tickets)})"
    )
    house.wait_for(lambda: house.value(acked) != "0", 60, pause=0.01)
    house.kill_n8n()
    house.wait_for(lambda: all_analysed(house, tickets), 120)
    rows = {row[0]: int(row[2]) for row in house.query(ANALYSES % listed(tickets))}
    assert sum(rows.values()) == len(tickets) and rows.get("embedded"), rows
    received, answered = int(house.value(acked)), rows.get("n8n", 0)
    print(f"\nkilled after {received} 202s, {answered} of them had been answered")

    house.n8n("--restart")
    deliver_now(house)
    house.wait_for(lambda: house.value(UNDELIVERED % listed(tickets)) == "0", LONG)
    time.sleep(5)
    applied = [
        row for row in house.query(ANSWERS % listed(tickets)) if row[0] == "applied"
    ]
    assert sum(int(row[2]) for row in applied) == answered
    after = {row[0]: int(row[2]) for row in house.query(ANALYSES % listed(tickets))}
    assert after == rows
