# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The report over tickets: one row each, whatever became of it."""

from odoo import fields, models

from .helpdesk_ticket_lifecycle import CLOSE_REASONS
from .helpdesk_ticket_stage import ROLES

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class HelpdeskTicketAnalysis(models.Model):
    """Tickets as figures, archived ones included.

    Rates are 0 or 100 per ticket, so that their average is a percentage; what is not
    known, or not decided, is empty and does not count. Hour and weekday of the arrival
    are those of the company's working hours' timezone, UTC without one.

    Addons add columns by extending ``_select_fields`` and ``_from_tables``; a table
    joined there must have one row per ticket at most.
    """

    _name = "helpdesk.ticket.analysis"
    _description = "Helpdesk Ticket Analysis"
    _auto = False
    _order = "received_at desc, id desc"
    _rec_name = "ticket_id"

    ticket_id = fields.Many2one("helpdesk.ticket", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True)
    user_id = fields.Many2one("res.users", string="Agent", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Contact", readonly=True)
    commercial_partner_id = fields.Many2one(
        "res.partner", string="Customer", readonly=True
    )
    category_id = fields.Many2one("helpdesk.ticket.category", readonly=True)
    type_id = fields.Many2one("helpdesk.ticket.type", readonly=True)
    channel_id = fields.Many2one(
        "helpdesk.ticket.channel", string="Source", readonly=True
    )
    priority = fields.Selection(
        selection=lambda self: (
            self.env["helpdesk.ticket"]
            ._fields["priority"]
            ._description_selection(self.env)
        ),
        readonly=True,
    )
    stage_id = fields.Many2one("helpdesk.ticket.stage", readonly=True)
    stage_role = fields.Selection(ROLES, string="Status", readonly=True)
    closed = fields.Boolean(readonly=True)
    archived = fields.Boolean(readonly=True)
    close_reason = fields.Selection(CLOSE_REASONS, readonly=True)
    received_at = fields.Datetime(string="Received", readonly=True)
    received_hour = fields.Integer(
        string="Hour received",
        readonly=True,
        aggregator=None,
        help="0 to 23, in the timezone of the company's working hours.",
    )
    received_weekday = fields.Selection(
        WEEKDAYS,
        string="Weekday received",
        readonly=True,
        help="In the timezone of the company's working hours.",
    )
    resolved_at = fields.Datetime(
        string="Resolved",
        readonly=True,
        help="When the solution was delivered. Empty for cancelled, rejected, "
        "duplicate and merged tickets: they were not solved.",
    )
    closed_date = fields.Datetime(string="Closed on", readonly=True)
    first_response_hours = fields.Float(
        string="First response (hours)",
        readonly=True,
        aggregator="avg",
        help="Clock hours from the arrival to the first public answer of an agent. "
        "Tickets without one do not count.",
    )
    first_response_working_hours = fields.Float(
        string="First response (working hours)",
        readonly=True,
        aggregator="avg",
        help="The same in the working hours of the team, else of the company.",
    )
    resolution_hours = fields.Float(
        string="Resolution (hours)",
        readonly=True,
        aggregator="avg",
        help="Clock hours from the arrival to the solution, the last one if the ticket "
        "came back. Only tickets that are solved count.",
    )
    resolution_working_hours = fields.Float(
        string="Resolution (working hours)",
        readonly=True,
        aggregator="avg",
        help="The same in the working hours of the team, else of the company.",
    )
    agent_reply_count = fields.Float(
        string="Agent replies",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        help="Public answers of agents per ticket.",
    )
    customer_reply_count = fields.Float(
        string="Customer replies",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        help="Messages of the customer per ticket, the request itself left out.",
    )
    reassign_count = fields.Integer(
        string="Reassignments",
        readonly=True,
        help="How often tickets went from one person to another.",
    )
    reopen_count = fields.Integer(
        string="Reopenings",
        readonly=True,
        help="How often tickets came back after they had been closed.",
    )
    reopened = fields.Float(
        string="Reopen rate (%)",
        readonly=True,
        aggregator="avg",
        help="Share of the tickets closed at least once that came back afterwards.",
    )
    fcr = fields.Float(
        string="First contact resolution (%)",
        readonly=True,
        aggregator="avg",
        help="Share of the solved tickets whose first solution came with exactly one "
        "public answer, without escalation or reassignment, and that did not come "
        "back within 7 days. Undecided until those have passed.",
    )
    rating = fields.Float(
        string="Rating (1-5)",
        readonly=True,
        aggregator="avg",
        help="The last rating that the customer gave. Tickets without do not count.",
    )
    rating_satisfied = fields.Float(
        string="Customer satisfaction (%)",
        readonly=True,
        aggregator="avg",
        help="Share of the rated tickets whose last rating is 4 or 5 of 5.",
    )
    escalated = fields.Float(
        string="Escalation rate (%)",
        readonly=True,
        aggregator="avg",
        help="Share of the tickets escalated at least once, ended escalations too.",
    )
    backlog_age_days = fields.Float(
        string="Backlog age (days)",
        readonly=True,
        aggregator="avg",
        help="Days since the arrival, of tickets that are neither resolved nor closed.",
    )
    total_hours = fields.Float(
        string="Hours spent", readonly=True, help="Time logged on the tickets."
    )
    minutes_with_us = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Clock minutes per ticket in which it was our turn, up to the solution.",
    )
    minutes_with_customer = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Clock minutes per ticket in which we waited for the customer.",
    )
    minutes_on_hold = fields.Float(
        readonly=True, aggregator="avg", help="Clock minutes per ticket on hold."
    )

    # ---------------------------------------------------------------- actions

    def action_open_ticket(self):
        """Open the ticket that the row is about.

        :raises AccessError: the user may not read it
        """
        self.ensure_one()
        self.check_access("read")
        return self.ticket_id._get_records_action()
