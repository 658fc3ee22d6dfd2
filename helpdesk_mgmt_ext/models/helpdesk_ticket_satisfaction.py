# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Asking the customer what he thinks: whom, when, and never twice for one solution.

The rating of ``rating.rating`` is the request and the answer: one row per ticket and
cycle, which a unique index holds; the lifecycle log remembers request and reminder.
"""

import logging
from collections import defaultdict
from datetime import timedelta

from psycopg2 import errors
from psycopg2.extensions import TransactionRollbackError

from odoo import fields, models
from odoo.tools import email_normalize

from ..ticket_text.automatic import MAILER_DAEMON, NO_REPLY

_logger = logging.getLogger(__name__)

#: What the lifecycle log remembers the mails as.
ASKED, REMINDED = "csat", "csat-reminder"
#: Why a customer is not asked. What has no label here needs no explanation.
SKIPPED = [
    ("no_customer", "No contact on the ticket"),
    ("no_address", "The contact has no valid mail address"),
    ("machine", "The sender is a machine"),
    ("unverified", "The sender's address is not verified"),
    ("own", "The customer works on the ticket himself"),
    ("unanswered", "Closed because the customer never answered our question"),
    ("recent", "The contact was asked about another ticket lately"),
    ("switched_off", "Switched off on the ticket"),
]


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    rating_status = fields.Selection(
        [("stage_change", "Ask the customer"), ("no_rate", "Do not ask")],
        string="Satisfaction",
    )
    sender_automatic = fields.Boolean(
        string="Sent by a machine",
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="The mail that began the ticket was written by no person.",
    )
    csat_due_at = fields.Datetime(
        string="Next satisfaction mail",
        copy=False,
        readonly=True,
        help="When the customer is asked for his opinion, or reminded of it.",
    )
    csat_requested_at = fields.Datetime(
        string="Satisfaction asked",
        copy=False,
        readonly=True,
        help="When the customer was asked for his opinion on the present solution.",
    )
    csat_skip_reason = fields.Selection(
        SKIPPED,
        string="Satisfaction not asked",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )

    # ---------------------------------------------------------- when it moves

    def _notify_stage_change(self, previous):
        """Ask with the closing mail: who is asked needs no second mail that says so."""
        self._csat_forget(previous)
        asked = self._csat_begin(previous)
        told = self.with_context(helpdesk_csat_told=frozenset(asked.ids))
        return super(HelpdeskTicket, told)._notify_stage_change(previous)

    def _wants_stage_notice(self):
        told = self.env.context.get("helpdesk_csat_told", ())
        if self.stage_role == "closed" and self.id in told:
            return False
        return super()._wants_stage_notice()

    def _csat_forget(self, previous):
        """Drop what was planned for a solution that did not hold."""
        reopened = self.filtered(lambda t: previous[t].closed and not t.closed)
        back = self.filtered(
            lambda t: t.csat_due_at and t.stage_role not in ("resolved", "closed")
        )
        if reopened:
            reopened._write_facts(
                {
                    "csat_due_at": False,
                    "csat_requested_at": False,
                    "csat_skip_reason": False,
                }
            )
        if back - reopened:
            (back - reopened)._write_facts({"csat_due_at": False})

    def _csat_begin(self, previous):
        """Ask for those that have reached the team's stage for it, or plan to.

        :return: the tickets whose customers were asked just now
        """
        rules = self.team_id._get_csat_rules()
        reached = self.filtered(
            lambda t: (
                t.stage_role in rules[t.team_id].roles
                and not t.csat_requested_at
                and not t.csat_due_at
            )
        )
        now = fields.Datetime.now()
        asked = self.browse()
        for hours, tickets in reached.grouped(
            lambda t: rules[t.team_id].delay_hours
        ).items():
            chosen = tickets._csat_choose(now, previous)
            if hours > 0:
                due_at = now + timedelta(hours=hours)
                chosen._write_facts({"csat_due_at": due_at, "csat_skip_reason": False})
            else:
                asked += chosen._csat_ask_safely(now)
        return asked

    # ----------------------------------------------------------------- whom

    def _csat_choose(self, now, previous=None):
        """Return the tickets whose customers may be asked; the others get the reason.

        :param previous: ticket → the stage it left, if it has just moved
        """
        reasons = {}
        for ticket in self:
            left = previous[ticket].role if previous else False
            reasons[ticket] = ticket._csat_obstacle() or ticket._csat_unreachable(left)
        free = self.filtered(lambda t: not reasons[t])
        reasons.update(dict.fromkeys(free._csat_asked_lately(now), "recent"))
        labels = dict(SKIPPED)
        for reason, tickets in self.grouped(reasons.get).items():
            if reason:
                shown = reason if reason in labels else False
                tickets._write_facts({"csat_skip_reason": shown, "csat_due_at": False})
        return self.filtered(lambda t: not reasons[t])

    def _csat_obstacle(self):
        """Return why nobody may be asked about this ticket by any mail, or False."""
        self.ensure_one()
        # sudo: whoever moved the ticket need not see its customer or person
        ticket = self.sudo()
        if not ticket.active or ticket._is_void():
            return "void"
        if ticket.stage_role in ("cancelled", "rejected"):
            return "void"
        if ticket.rating_status == "no_rate":
            return "switched_off"
        partner = ticket.partner_id
        if not partner:
            return "no_customer"
        if partner == ticket._bot_user().partner_id:
            return "machine"
        return "own" if partner == ticket.user_id.partner_id else False

    def _csat_unreachable(self, left):
        """Return why the customer cannot or need not be asked by us, or False.

        :param left: role of the stage that the ticket left
        """
        self.ensure_one()
        # sudo: see above
        ticket = self.sudo()
        email = email_normalize(ticket.partner_id.email or "", strict=False)
        if not email:
            return "no_address"
        if ticket.sender_unverified:
            return "unverified"
        name = email.split("@")[0]
        if ticket.sender_automatic and not ticket.last_customer_message_at:
            return "machine"
        if MAILER_DAEMON.fullmatch(name) or NO_REPLY.fullmatch(name):
            return "machine"
        if left == "pending_customer" and self.close_reason == "no_reply":
            return "unanswered"
        return False

    def _csat_asked_lately(self, now):
        """Return those of the tickets whose contact was asked about another lately."""
        lately = self.browse()
        for company, tickets in self.grouped("company_id").items():
            # sudo: the company's setting binds whoever moves the ticket
            days = company.sudo().helpdesk_csat_cap_days
            if days > 0:
                since = now - timedelta(days=days)
                lately += tickets._csat_asked_since(company, since)
        return lately

    def _csat_asked_since(self, company, since):
        asked = defaultdict(set)
        # sudo: whose ticket it is, whoever moves it
        customers = {ticket: ticket.sudo().partner_id for ticket in self}
        # sudo: about other tickets of the contact, whoever moves this one
        groups = (
            self.env["rating.rating"]
            .sudo()
            ._read_group(
                [
                    ("partner_id", "in", [c.id for c in customers.values()]),
                    ("res_model", "=", self._name),
                    ("helpdesk_company_id", "=", company.id),
                    ("helpdesk_requested_at", ">", since),
                ],
                ["partner_id", "res_id"],
            )
        )
        for partner, ticket_id in groups:
            asked[partner].add(ticket_id)
        lately = self.browse()
        for ticket in self:
            others = asked[customers[ticket]]
            if others - {ticket.id}:
                lately += ticket
            others.add(ticket.id)  # the same contact only once in this batch
        return lately

    # ------------------------------------------------------------------ asking

    def _csat_ask_safely(self, now):
        """Ask; whatever is wrong with a mail must not keep the ticket from moving.

        The job tries again what failed, and shows why.

        :return: the tickets whose customers were asked
        """
        if not self:
            return self
        self.env.cr.flush()  # what fails here is not the asking
        try:
            with self.env.cr.savepoint():
                self._as_bot()._csat_ask(now)
            return self
        except TransactionRollbackError:
            raise  # the whole transaction is tried again: nothing was sent
        except Exception as error:
            if len(self) > 1:
                return self.browse().concat(*(t._csat_ask_safely(now) for t in self))
            if isinstance(error, errors.UniqueViolation):
                _logger.info("%s: asked by another process", self.number)
                return self.browse()
            _logger.exception("The customer of %s could not be asked", self.number)
            self._write_facts({"csat_due_at": now})
            return self.browse()

    def _csat_ask(self, now):
        """Open a rating for each ticket and queue the mail, in one transaction.

        :raises psycopg2.errors.UniqueViolation: another process has done it
        """
        self._csat_open(now)
        self._queue_notice(self.env.ref("helpdesk_mgmt_ext.mail_template_csat"))

    def _csat_open(self, now):
        """Remember that these customers are being asked, and when to remind them."""
        since = {ticket: ticket._csat_since() for ticket in self}
        self.env["helpdesk.ticket.notice"]._record(self, since, ASKED, now)
        self.env["rating.rating"]._helpdesk_open(self, now)
        rules = self.team_id._get_csat_rules()
        for days, tickets in self.grouped(
            lambda t: rules[t.team_id].reminder_days
        ).items():
            tickets._write_facts(
                {
                    "csat_requested_at": now,
                    "csat_skip_reason": False,
                    "csat_due_at": now + timedelta(days=days) if days > 0 else False,
                }
            )

    def _csat_since(self):
        """Return the begin of the present cycle, which does not change within it."""
        self.ensure_one()
        return self.cycle_started_at or self.received_at or self.create_date
