# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Facts about how a ticket went: kept while it is worked on, frozen at its close.

They are empty (NULL), not zero, as long as there is nothing to tell: an average then
counts only the tickets that have an answer, or a solution.
"""

from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain

from ..ticket_metrics import NO, OPEN, YES, reassignments, time_by, verdict
from .helpdesk_ticket_lifecycle import VOID_REASONS, WORK_ROLES
from .helpdesk_ticket_stage import CLOSED_ROLES

#: Writing one of these may move the ticket, or hand the ball to somebody else.
LOGGED = {"stage_id", "team_id", "user_id", "blocker_note", "auto_awaiting"}
DONE_ROLES = CLOSED_ROLES | {"resolved"}


class Place(NamedTuple):
    """Where a ticket is, whose it is, and who has the ball."""

    stage: int | bool
    role: str | bool
    ball: str | bool
    team: int | bool
    owner: int | bool
    had_owner: bool = False  # for comparing only: not whether it moved


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    first_response_hours = fields.Float(
        string="First response (hours)",
        copy=False,
        readonly=True,
        aggregator="avg",
        help="Clock hours from the arrival to the first public answer of an agent.",
    )
    first_response_working_hours = fields.Float(
        string="First response (working hours)",
        copy=False,
        readonly=True,
        aggregator="avg",
        help="Working hours from the arrival to the first public answer of an agent.",
    )
    resolution_hours = fields.Float(
        string="Resolution (hours)",
        copy=False,
        readonly=True,
        aggregator="avg",
        help="Clock hours from the arrival to the solution, the last one if the ticket "
        "came back. Empty for tickets that ended without one.",
    )
    resolution_working_hours = fields.Float(
        string="Resolution (working hours)",
        copy=False,
        readonly=True,
        aggregator="avg",
        help="Working hours from the arrival to the solution.",
    )
    agent_reply_count = fields.Integer(
        string="Agent replies",
        copy=False,
        readonly=True,
        help="Public answers of agents; notes and automatic mails do not count.",
    )
    customer_reply_count = fields.Integer(
        string="Customer replies",
        copy=False,
        readonly=True,
        help="Messages of the customer after the request itself.",
    )
    reassign_count = fields.Integer(
        string="Reassignments",
        copy=False,
        readonly=True,
        help="How often the ticket went from one person to another.",
    )
    escalation_count = fields.Integer(
        string="Escalations",
        copy=False,
        readonly=True,
        help="How often the ticket was escalated, ended escalations included.",
    )
    minutes_with_us = fields.Float(
        copy=False,
        readonly=True,
        help="Clock minutes in which it was our turn, as of the last handover.",
    )
    minutes_with_customer = fields.Float(
        copy=False,
        readonly=True,
        help="Clock minutes in which we waited for the customer, as of the last "
        "handover.",
    )
    minutes_on_hold = fields.Float(
        copy=False,
        readonly=True,
        help="Clock minutes on hold, as of the last handover.",
    )
    metrics_frozen_at = fields.Datetime(
        string="Figures final since",
        copy=False,
        readonly=True,
        help="The close; what happens afterwards changes no figure until a reopening.",
    )
    first_solved_at = fields.Datetime(
        copy=False,
        readonly=True,
        help="When the first solution was delivered.",
    )
    first_contact_due_at = fields.Datetime(
        copy=False,
        readonly=True,
        help="If the ticket does not come back until then it was solved at first "
        "contact. Empty: it was not.",
    )
    first_contact_state = fields.Selection(
        [(YES, "Yes"), (NO, "No"), (OPEN, "Not decided yet")],
        string="Solved at first contact",
        compute="_compute_first_contact",
        help="Solved with exactly one public answer, never escalated nor given from "
        "one person to another, and not come back within seven days.",
    )
    first_contact_resolution = fields.Boolean(
        compute="_compute_first_contact",
        search="_search_first_contact_resolution",
        help="Whether it is certain that the ticket was solved at first contact.",
    )

    # ---------------------------------------------------------------- compute

    @api.depends("first_solved_at", "first_contact_due_at", "close_reason")
    def _compute_first_contact(self):
        now = fields.Datetime.now()
        for ticket in self:
            counts = bool(ticket.first_solved_at) and not ticket._is_void()
            state = verdict(counts, ticket.first_contact_due_at or None, now)
            ticket.first_contact_state = state or False
            ticket.first_contact_resolution = state == YES

    @api.model
    def _search_first_contact_resolution(self, operator, value):
        if operator != "in":
            return NotImplemented
        wanted = set(map(bool, value))
        if len(wanted) != 1:
            return Domain(bool(wanted))
        certain = Domain("first_contact_due_at", "<", fields.Datetime.now()) & (
            Domain("close_reason", "not in", list(VOID_REASONS))
        )
        return certain if wanted.pop() else ~certain

    # ----------------------------------------------------------------- ledger

    def _ball_holder(self):
        """Return who has to act: ``us``, ``customer``, ``hold``; False if nobody.

        Once resolved it is nobody's turn: the work is done. A ticket that the idle
        rule parked is still ours, one held by its note alone is on hold.
        """
        self.ensure_one()
        if self.stage_role not in WORK_ROLES:
            return False
        if self._is_waiting_for_customer():
            return "customer"
        return "hold" if self.stage_role == "on_hold" or self.blocker_note else "us"

    def _place(self):
        self.ensure_one()
        return Place(
            self.stage_id.id,
            self.stage_role,
            self._ball_holder(),
            self.team_id.id,
            self.user_id.id,
            bool(self.assigned_date),
        )

    def _snapshot_places(self, vals):
        """Return where the tickets are before a write that may move them."""
        follows = "stage_id" not in vals and "last_stage_update" in vals
        if LOGGED.isdisjoint(vals) or follows:  # the facts of a move: it is logged
            return {}
        return {ticket: ticket._place() for ticket in self}

    def _log_places(self, before):
        """Log the tickets that are elsewhere now, and bring their figures up to date.

        One query for all; tickets whose ball, person or outcome changed need another
        one to be folded.

        :param before: what ``_snapshot_places`` returned
        """
        now = fields.Datetime.now()
        places = {ticket: ticket._place() for ticket in before}
        moved = {t: place for t, place in places.items() if place[:5] != before[t][:5]}
        if not moved:
            return
        log = self.env["helpdesk.ticket.stage.log"]
        log._append(moved, now)
        # sudo: some figures are not for customers, who may have moved the ticket
        passed = (
            self.sudo()
            .browse()
            .concat(*(t for t, place in moved.items() if _needs_fold(before[t], place)))
        )
        if not passed:
            return
        entries = log._by_ticket(passed)
        hours = passed._prepare_resolution_hours(before)
        values = {}
        for ticket in passed:
            vals = ticket._prepare_ledger_metrics(entries[ticket], now)
            vals |= ticket._prepare_outcome_metrics(before[ticket].role, vals, now)
            values[ticket] = vals | hours.get(ticket, {})
        passed._write_metrics(values)

    def _prepare_ledger_metrics(self, entries, until):
        """Return what the history says about who had the ticket, and how long."""
        held = time_by([(e.at, e.ball or None) for e in entries], until)
        minutes = {holder: time.total_seconds() / 60 for holder, time in held.items()}
        return {
            "minutes_with_us": minutes.get("us", 0.0),
            "minutes_with_customer": minutes.get("customer", 0.0),
            "minutes_on_hold": minutes.get("hold", 0.0),
            "reassign_count": reassignments(e.user_id.id for e in entries),
        }

    # ------------------------------------------------------------------ hooks

    def _after_create(self):
        # Before the rest, which may give the tickets to somebody.
        self.env["helpdesk.ticket.stage.log"]._append({t: t._place() for t in self})
        result = super()._after_create()
        self._settle_created()
        return result

    def _after_escalation(self, level, reason):
        result = super()._after_escalation(level, reason)
        if level:
            for count, tickets in self.grouped("escalation_count").items():
                tickets._write_facts({"escalation_count": count + 1})
        return result

    def _after_message(self, message, kind):
        """Count who wrote; after the rest, which may reopen the ticket."""
        ticket = self._as_bot()
        answered = bool(ticket.first_response_at)
        result = super()._after_message(message, kind)
        if ticket.first_response_at and not answered:
            ticket._write_metrics(ticket._prepare_response_hours())
        name = {"customer": "customer_reply_count", "agent_public": "agent_reply_count"}
        # The mail that made the ticket is the request, no answer to anything.
        is_request = kind == "customer" and self.env.context.get("helpdesk_request")
        if kind in name and not is_request and not ticket.metrics_frozen_at:
            ticket._write_facts({name[kind]: ticket[name[kind]] + 1})
        return result

    def _is_solved(self):
        """Whether it ended, or pauses, with a solution that counts."""
        self.ensure_one()
        return (
            self.stage_role in ("resolved", "closed")
            and bool(self.resolved_at)
            and self.close_reason not in VOID_REASONS
        )


def _needs_fold(old, new):
    """Whether the ball, the person or the outcome changed, not just the stage.

    Who a closed ticket is given to afterwards changes no figure: they are frozen.
    """
    done = {old.role, new.role} & DONE_ROLES
    if old.role == new.role and old.role in CLOSED_ROLES:
        return False
    return (
        old.ball != new.ball
        or (old.had_owner and old.owner != new.owner)
        or (old.role != new.role and bool(done))
    )
