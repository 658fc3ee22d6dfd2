# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What must have come of a job, whatever happened to its processes.

Everything is done, and nothing is done twice.
"""

from collections import Counter


def counts(database, sql):
    """Return how often each number in the second column comes."""
    return Counter(int(row[1]) for row in database.query(sql))


def mails_of(name):
    return f"""
        SELECT t.id, count(m.id) FROM helpdesk_ticket t
          LEFT JOIN mail_message mm
                 ON mm.model = 'helpdesk.ticket' AND mm.res_id = t.id
          LEFT JOIN mail_mail m ON m.mail_message_id = mm.id
         WHERE t.name LIKE '{name} %' GROUP BY t.id
    """


def check_events(database, count, name, event):
    """Each ticket's event is in the outbox, once."""
    told = counts(
        database,
        f"""
        SELECT t.id, count(d.id) FROM helpdesk_ticket t
          LEFT JOIN helpdesk_webhook_delivery d
                 ON d.ticket_id = t.id AND d.event = '{event}'
         WHERE t.name LIKE '{name} %' GROUP BY t.id
        """,
    )
    assert told == {1: count}, (event, told)
    doubles = database.query(
        "SELECT ticket_id, version FROM helpdesk_webhook_delivery"
        " WHERE ticket_id IS NOT NULL GROUP BY 1, 2 HAVING count(*) > 1"
    )
    assert not doubles


def check_notices(database, count, name, kinds):
    """The ledger has each kind once for each ticket, and no ticket has a problem."""
    rows = database.query(
        f"SELECT n.kind, count(*), count(DISTINCT t.id) FROM helpdesk_ticket_notice n"
        f" JOIN helpdesk_ticket t ON t.id = n.ticket_id WHERE t.name LIKE '{name} %'"
        f" GROUP BY 1"
    )
    assert sorted(rows) == sorted([kind, str(count), str(count)] for kind in kinds)
    problems = "SELECT count(*) FROM helpdesk_ticket WHERE automation_failures > 0"
    assert database.value(problems) == 0


def check_closed(database, count, name):
    closed = (
        f"SELECT count(*) FROM helpdesk_ticket WHERE name LIKE '{name} %'"
        " AND stage_role = 'closed' AND close_reason = 'no_reply'"
    )
    assert database.value(closed) == count
    check_events(database, count, name, "ticket.closed")


def check_reminders(database, count):
    assert counts(database, mails_of("remind")) == {1: count}
    check_notices(database, count, "remind", ["reminder-24h"])
    once = "SELECT count(*) FROM helpdesk_ticket WHERE name LIKE 'remind %'"
    assert database.value(f"{once} AND reminder_count = 1") == count


def check_final(database, count):
    assert counts(database, mails_of("final")) == {1: count}
    check_notices(database, count, "final", ["final", "close"])
    check_closed(database, count, "final")


def check_closing(database, count):
    assert counts(database, mails_of("close")) == {1: count}
    check_notices(database, count, "close", ["close"])
    check_closed(database, count, "close")


def check_sweep(database, count):
    row = "SELECT count(*) FROM helpdesk_ticket_sla s JOIN helpdesk_ticket t"
    row += " ON t.id = s.ticket_id WHERE t.name LIKE 'late %' AND"
    assert database.value(f"{row} breached_at IS NOT NULL") == count
    assert database.value(f"{row} sweep_error IS NOT NULL") == 0
    assert database.value(f"{row} next_at <= now() at time zone 'UTC'") == 0
    check_events(database, count, "late", "ticket.sla_breached")
    logs = "SELECT ticket_id, count(*) FROM helpdesk_sla_escalation_log GROUP BY 1"
    rungs = counts(database, logs)
    assert len(rungs) == 1 and sum(rungs.values()) == count, rungs
    told = counts(
        database,
        """
        SELECT t.id, count(m.id) FROM helpdesk_ticket t
          JOIN mail_message m ON m.res_id = t.id AND m.model = 'helpdesk.ticket'
         WHERE t.name LIKE 'late %' AND m.message_type = 'user_notification'
         GROUP BY t.id
        """,
    )
    assert len(told) == 1 and sum(told.values()) == count, told


def check_analysis(database, count):
    rows = database.query(
        """
        SELECT a.state, count(*), count(DISTINCT t.id) FROM helpdesk_ai_analysis a
          JOIN helpdesk_ticket t ON t.id = a.ticket_id
         WHERE t.name LIKE 'route %' GROUP BY 1
        """
    )
    assert rows == [["done", str(count), str(count)]]
    check_events(database, count, "route", "ticket.analysed")
    moved = "SELECT count(*) FROM helpdesk_ticket t JOIN ir_model_data d ON"
    moved += " d.res_id = t.team_id AND d.name = 'team_integration'"
    assert database.value(f"{moved} WHERE t.name LIKE 'route %'") == count
    told = counts(
        database,
        """
        SELECT t.id, count(*) FROM mail_message m
          JOIN helpdesk_ticket t ON t.id = m.res_id AND m.model = 'helpdesk.ticket'
         WHERE t.name LIKE 'route %' AND m.body LIKE '%Routed to %' GROUP BY 1
        """,
    )
    assert told == {1: count}, told


def check_outbox(database, count):
    states = "SELECT state, count(*) FROM helpdesk_webhook_delivery GROUP BY 1"
    states = {state: int(count) for state, count in database.query(states)}
    assert set(states) == {"acked"} and states["acked"] >= count, states
