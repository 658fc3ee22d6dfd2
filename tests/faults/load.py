# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What people and programs ask of the hosts; each function returns how often."""

import os
import re
from concurrent.futures import ThreadPoolExecutor

#: Made through the API; every tenth request is sent to both hosts at once.
TICKETS = int(os.environ.get("TWO_HOSTS_TICKETS", 200))
#: Handed in as mails; every tenth comes to both hosts at once.
MAILS = int(os.environ.get("TWO_HOSTS_MAILS", 100))
READS = 100
#: Tickets made before anything is measured.
WARM = 12
CREATE = "helpdesk.ticket/api_create"
MAIL = "mail.thread/message_process"
TEXTS = (
    "The invoice shows the wrong tax, the journal does not balance",
    "The server does not answer and the backup of last night failed",
    "Where do I find the report of sales by customer?",
    "The web shop's orders no longer arrive over the connector",
)


def mail(number):
    return (
        f"From: Customer {number} <customer-{number}@elsewhere.test>\r\n"
        "To: helpdesk@example.com\r\n"
        f"Subject: two hosts mail {number}\r\n"
        f"Message-ID: <two-hosts-{number}@elsewhere.test>\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\n"
        f"{TEXTS[number % len(TEXTS)]}\r\n"
    )


def spread(house, number, path, key, arguments, both=0):
    """Send requests, half to each host; return the answers.

    :param both: every so maniest goes to both hosts at once; 0: none
    """
    sends = []
    for n in range(number):
        twice = both and n % both == 0
        for host in house.web if twice else [house.web[n % 2]]:
            sends.append((n, host, arguments(n)))
    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(lambda s: (s[0], *s[1].post(path, key, s[2])), sends)
        return list(answers)


def warm_up(house):
    """Let each host do everything once, so that what is measured is its daily work."""

    def arguments(n):
        vals = {"subject": f"warm up {n}", "description": TEXTS[0]}
        return {"request_id": f"warm-up-{n}", "vals": vals}

    must(spread(house, WARM, CREATE, house.key, arguments))


def create_tickets(house, answers):
    def arguments(n):
        text = TEXTS[n % len(TEXTS)]
        vals = {
            "subject": f"two hosts api {n}",
            "description": text,
            "contact_name": f"Caller {n}",
            "contact_email": f"caller-{n}@elsewhere.test",
        }
        return {"request_id": f"two-hosts-{n}", "vals": vals}

    answers += spread(house, TICKETS, CREATE, house.key, arguments, both=10)
    return len(answers)


def reply(house, number):
    """Answer customers as an agent does."""
    ids = ticket_ids(house)

    def arguments(n):
        return {
            "ids": [ids[n % len(ids)]],
            "body": f"Please restart connector {n} and try again.",
            "message_type": "comment",
            "subtype_xmlid": "mail.mt_comment",
        }

    path = "helpdesk.ticket/message_post"
    return len(must(spread(house, number, path, house.admin_key, arguments)))


def open_lists(house, number):
    fields = specification(house, "list")
    arguments = {"domain": [], "specification": fields, "limit": 80}
    path = "helpdesk.ticket/web_search_read"
    key = house.admin_key
    return len(must(spread(house, number, path, key, lambda _n: arguments)))


def open_tickets(house, number):
    ids, fields = ticket_ids(house), specification(house, "form")

    def arguments(n):
        return {"ids": [ids[n % len(ids)]], "specification": fields}

    path = "helpdesk.ticket/web_read"
    return len(must(spread(house, number, path, house.admin_key, arguments)))


def open_boards(house, number):
    path = "helpdesk.overview/get_overview"
    return len(must(spread(house, number, path, house.admin_key, lambda _n: {})))


def must(answers):
    assert {status for _n, status, _answer in answers} == {200}, answers[0]
    return answers


def ticket_ids(house):
    sql = "SELECT id FROM helpdesk_ticket WHERE name LIKE 'two hosts %' ORDER BY id"
    return [int(row[0]) for row in house.database.query(sql)]


def specification(house, kind):
    """Return what the web client reads for the view, lines of sub-lists left out."""
    path, arguments = "helpdesk.ticket/get_views", {"views": [[False, kind]]}
    _status, answer = house.web[0].post(path, house.admin_key, arguments)
    known = answer["models"]["helpdesk.ticket"]["fields"]
    named = re.findall(r'<field name="(\w+)"', answer["views"][kind]["arch"])
    name_too = {"fields": {"display_name": {}}}
    return {
        name: name_too if known[name]["type"] == "many2one" else {}
        for name in named
        if name in known
    }


def hand_in_mails(house, answers):
    def arguments(n):
        return {"model": "helpdesk.ticket", "message": mail(n)}

    answers += spread(house, MAILS, MAIL, house.admin_key, arguments, both=10)
    return len(answers)
