# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, fields, models


class HelpdeskTicketNotice(models.Model):
    """What the lifecycle job did to a ticket: append-only, written with the deed.

    The row is created in the transaction that queues the mail or closes the ticket.
    Whoever comes second, in whatever process, fails on the unique index and with it
    the mail: nothing is sent twice, and nothing that was rolled back counts as sent.
    """

    _name = "helpdesk.ticket.notice"
    _description = "Helpdesk Automation Log"
    _order = "at desc, id desc"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, ondelete="cascade", readonly=True
    )
    cycle = fields.Integer(required=True, readonly=True, aggregator=None)
    since = fields.Datetime(
        string="Silent since",
        required=True,
        readonly=True,
        help="Begin of the spell of waiting that the notice belongs to.",
    )
    kind = fields.Char(
        required=True,
        readonly=True,
        help="Such as reminder-24h, final, close or idle.",
    )
    at = fields.Datetime(string="Done", required=True, readonly=True)

    _once = models.UniqueIndex(
        "(ticket_id, cycle, since, kind)",
        "This notice has been sent already.",
    )

    @api.model
    def _record(self, tickets, since, kind, now):
        """Remember that ``kind`` is being done to ``tickets``, in this transaction.

        :param since: ticket → begin of its spell
        :raises psycopg2.errors.UniqueViolation: another process has done it
        """
        # sudo: nobody writes the log but the job
        return self.sudo().create(
            [
                {
                    "ticket_id": ticket.id,
                    "cycle": ticket.cycle,
                    "since": since[ticket],
                    "kind": kind,
                    "at": now,
                }
                for ticket in tickets
            ]
        )

    @api.model
    def _sent(self, tickets, since):
        """Return {ticket: {kind: when}} for the present spells of ``tickets``."""
        sent = defaultdict(dict)
        # sudo: read by rules, whoever triggers them
        rows = self.sudo().search_fetch(
            [("ticket_id", "in", tickets.ids)],
            ["ticket_id", "cycle", "since", "kind", "at"],
        )
        for row in rows:
            ticket = tickets.browse(row.ticket_id.id)
            if row.cycle == ticket.cycle and row.since == since[ticket]:
                sent[ticket][row.kind] = row.at
        return sent
