# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Write the events of a transaction into the outbox, all at once, before it commits.

They are collected in the cursor's ``precommit``: Odoo runs it before a commit and
before a savepoint, and empties it when either is rolled back. So an event is stored if
and only if what it tells of is.
"""

import json
from collections import Counter

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import MissingError
from odoo.tools import SQL

from ..webhook_client import encode, without_contacts

QUEUE = "helpdesk_mgmt_ext.outbox"
CRON = "helpdesk_mgmt_ext.ir_cron_webhook_deliver"
#: The version of the messages' form; within one, fields are only added.
SCHEMA = "helpdesk.event/1"
#: The tickets' rows are locked until the end, so versions rise in the order of the
#: commits. Each version is put at the end of its body.
INSERT = """
  WITH told (place, message_id, webhook_id, ticket_id, company_id, event, at, body,
             number) AS (VALUES %(rows)s),
       raised AS (
           UPDATE helpdesk_ticket AS ticket
              SET event_version = COALESCE(event_version, 0) + count.number
             FROM (SELECT ticket_id, MAX(number) AS number
                     FROM told GROUP BY ticket_id) AS count
            WHERE ticket.id = count.ticket_id
        RETURNING ticket.id, event_version - count.number AS before),
       woken AS (
           INSERT INTO ir_cron_trigger (cron_id, call_at)
           SELECT id, %(now)s FROM ir_cron WHERE id = %(cron)s AND active)
INSERT INTO helpdesk_webhook_delivery (
           message_id, webhook_id, ticket_id, company_id, event, occurred_at,
           body, version, state, attempt, next_try_at,
           create_uid, create_date, write_uid, write_date)
    SELECT message_id, webhook_id, ticket_id, company_id::integer, event, at,
           LEFT(body, -1) || ',"version":' || (before + number) || '}',
           before + number, 'pending', 0, %(now)s,
           %(user)s, %(now)s, %(user)s, %(now)s
      FROM told JOIN raised ON raised.id = told.ticket_id
  ORDER BY place
"""


class HelpdeskWebhookDelivery(models.Model):
    _inherit = "helpdesk.webhook.delivery"

    @api.model
    def _collect(self, tickets, event, payload):
        """Keep for the end of the transaction that ``event`` happened to ``tickets``.

        :param payload: details of the event, frozen now; the ticket itself is told
            as it is at the end
        """
        if not self.env["helpdesk.webhook"]._subscribed(event):
            return
        precommit = self.env.cr.precommit
        if QUEUE not in precommit.data:
            precommit.data[QUEUE] = []
            # sudo: the outbox is written for whoever made it happen
            precommit.add(self.sudo()._write_outbox)
        details = json.dumps(payload or {}, default=str)
        now = fields.Datetime.now()
        user_id = self.env.context.get("helpdesk_webhook_origin", self.env.uid)
        precommit.data[QUEUE] += [
            (ticket_id, event, details, now, user_id) for ticket_id in tickets.ids
        ]

    @api.model
    def _write_outbox(self):
        """Store what was collected: one query, however many tickets there are."""
        events = self.env.cr.precommit.data.pop(QUEUE, [])
        # whatever else is told, a ticket begins with its creation
        events.sort(key=lambda item: item[1] != "ticket.created")
        tickets = self.env["helpdesk.ticket"].browse(item[0] for item in events)
        try:
            rows = self._messages(events, tickets)
        except MissingError:  # one was deleted in the same transaction
            tickets = tickets.exists()
            kept = [item for item in events if item[0] in tickets._ids]
            rows = self._messages(kept, tickets)
        if rows:
            self._insert(rows)

    @api.model
    def _messages(self, events, tickets):
        """Return the rows to insert.

        Of each: webhook, ticket, company, event, time, body and the how-manieth event
        of its ticket it is.
        """
        bodies = _Bodies(self, tickets)
        numbers = Counter()
        rows = []
        for ticket_id, event, details, at, user_id in events:
            company_id = bodies.tickets[ticket_id].company_id.id or None
            told = self._told(event, company_id, user_id)
            numbers[ticket_id] += bool(told)
            for webhook_id, contact in told:
                body = bodies.get(ticket_id, event, details, at, contact)
                number = numbers[ticket_id]
                rows.append(
                    (webhook_id, ticket_id, company_id, event, at, body, number)
                )
        return rows

    @api.model
    def _told(self, event, company_id, user_id):
        """Return ``[(webhook id, with contact?)]`` of those who hear of it."""
        return [
            (webhook_id, contact)
            for webhook_id, only_company, own_user, contact in self.env[
                "helpdesk.webhook"
            ]._subscribed(event)
            if only_company in (False, company_id) and own_user != user_id
        ]

    @api.model
    def _insert(self, rows):
        """Insert the messages, raise the tickets' versions and wake the job."""
        cron_id = self.env["ir.model.data"]._xmlid_to_res_id(CRON)  # without a query
        values = SQL(", ").join(
            SQL("%s", (place, self._new_message_id(), *row))
            for place, row in enumerate(rows)
        )
        now = fields.Datetime.now()
        query = SQL(
            INSERT, now=now, cron=cron_id or None, user=SUPERUSER_ID, rows=values
        )
        self.env.cr.execute(query)
        self.env["helpdesk.ticket"].invalidate_model(["event_version"], flush=False)
        self.env.cr.postcommit.add(self.env["ir.cron"]._notifydb)

    @api.model
    def _encode_event(self, event, at, ticket, details, contact):
        """Return the text of a message (see ``webhook_schemas``).

        :param ticket: what is told of the ticket, a dictionary, or None
        :param contact: whether personal data may be in it
        """
        message = {
            "type": event,
            "timestamp": at.isoformat() + "Z",
            "schema": SCHEMA,
            "data": {"ticket": ticket, "details": details},
        }
        return encode(message, str if contact else without_contacts)


class _Bodies:
    """Makes each text once, and tells of each ticket once."""

    def __init__(self, outbox, tickets):
        self.outbox = outbox
        # nobody's language: receivers compare names
        plain = tickets.with_context(active_test=False, lang="en_US")
        self.tickets = {ticket.id: ticket for ticket in plain}
        self.told = {}

    def get(self, ticket_id, event, details, at, contact):
        key = (ticket_id, contact, event == "ticket.created")
        if key not in self.told:
            self.told[key] = self.tickets[ticket_id]._event_data(*key[1:])
        told = self.told[key]
        return self.outbox._encode_event(event, at, told, json.loads(details), contact)
