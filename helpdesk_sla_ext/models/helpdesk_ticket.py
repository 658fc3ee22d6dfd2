# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The ticket's hooks: what happens goes into the ledger, the targets follow."""

import logging

from psycopg2 import OperationalError

from odoo import fields, models
from odoo.exceptions import AccessError

from .helpdesk_sla_folding import Folding

_logger = logging.getLogger(__name__)

STOPPING_ROLES = ("resolved", "closed")
VOID_ROLES = ("cancelled", "rejected")
COMPUTED = {
    "customer_tier_id",
    "sla_deadline",
    "sla_event_ids",
    "sla_state",
    "team_change_count",
    "ticket_sla_ids",
}


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    sla_event_ids = fields.One2many(
        "helpdesk.sla.event", "ticket_id", string="SLA History", readonly=True
    )

    # ------------------------------------------------------------------ hooks

    def _after_create(self):
        # Before the rest: the acknowledgement tells the customer what is promised.
        # Stock's creation has mostly started them already (``set_sla``).
        # sudo: the ledger is the system's
        self.filtered(lambda t: not t.sudo().sla_event_ids)._sla_safely("_sla_start")
        return super()._after_create()

    def _after_stage_change(self, previous):
        # After the rest: by then it is known how a closed ticket ended.
        result = super()._after_stage_change(previous)
        self._sla_safely("_sla_on_stage_change")
        return result

    def _after_reclassification(self, previous):
        result = super()._after_reclassification(previous)
        self._sla_safely("_sla_on_reclassification", previous)
        return result

    def _after_message(self, message, kind):
        result = super()._after_message(message, kind)
        # as long as we have not answered it is our turn whatever the customer writes;
        # sudo: he may not read when we answered
        unanswered = kind == "customer" and not self.sudo().first_response_at
        if kind in ("customer", "agent_public") and not unanswered:
            self._sla_safely("_sla_on_message", kind)
        return result

    def _sla_safely(self, step, *args):
        """Do a step of the bookkeeping; whatever fails, the ticket's own life goes on.

        A clash with another transaction is passed on: Odoo repeats the request then.
        """
        if not self:
            return
        try:
            with self.env.cr.savepoint():
                getattr(self, step)(*args)
        except OperationalError:
            raise
        except Exception:
            _logger.exception("Service levels of tickets %s: %s failed", self.ids, step)

    def _check_facts(self, names, creating=False):
        forged = COMPUTED.intersection(names)
        if forged and not self.env.su:
            raise AccessError(
                self.env._("Service levels are computed and cannot be set by hand.")
            )
        return super()._check_facts(names, creating)

    # ----------------------------------------------------------------- ledger

    def _sla_sudo(self):
        # sudo: ledger and targets are kept by the system, people only read them
        return self.sudo().with_context(active_test=False)

    def _sla_append(self, vals_list, folding):
        """Add lines to the ledger and to what ``folding`` knows of it."""
        lines = self.env["helpdesk.sla.event"].sudo().create(vals_list)  # sudo: system
        for line, plain in zip(lines, lines._plain(), strict=True):
            folding.events[line.ticket_id.id, line.cycle].append(plain)
        return lines

    def _prepare_sla_event_vals(self, kind, at, **values):
        self.ensure_one()
        return {
            "ticket_id": self.id,
            "cycle": self.cycle or 1,
            "kind": kind,
            "at": at,
            "user_id": self.env.uid,
            **values,
        }

    def _prepare_sla_stage_vals(self, kind, at, **values):
        """Return a line that also says which stage the ticket is in."""
        stage = self.stage_id
        return self._prepare_sla_event_vals(
            kind, at, role=self._sla_role() or False, stage_id=stage.id, **values
        )

    def _sla_role(self):
        """Return the role that counts: the idle rule does not make us wait for anybody.

        It parks a ticket in the waiting stage, but the ball stays with us (D9).
        """
        role = self.stage_id.role
        parked = role == "pending_customer" and not self._is_waiting_for_customer()
        return "in_progress" if parked else role

    # ------------------------------------------------------------ what happens

    def _sla_start(self):
        """Start the clocks of tickets that have no history yet.

        Every ticket gets its ledger, so that a team that makes promises can take it
        over later; targets only those whose team uses service levels.
        """
        tickets = self._sla_sudo().filtered(lambda t: not t.sla_event_ids)
        if not tickets:
            return
        folding = Folding(tickets.browse(), fields.Datetime.now())
        vals_list = []
        for ticket in tickets:
            vals_list += ticket._prepare_sla_start_vals(folding.now)
        self._sla_append(vals_list, folding)
        tickets._sla_add_targets(folding)

    def _prepare_sla_start_vals(self, now):
        self.ensure_one()
        at = self.received_at or now
        vals_list = [self._prepare_sla_stage_vals("start", at)]
        if self._is_answered_at_once():
            vals_list.append(
                self._prepare_sla_event_vals(
                    "respond",
                    at,
                    detail=self.env._("Answered on the phone or in chat."),
                )
            )
        kind = self._sla_stage_kind()
        if kind in ("resolve", "cancel"):
            vals_list.append(self._prepare_sla_stage_vals(kind, max(at, now)))
        return vals_list

    def _sla_stage_kind(self):
        """Return what being in the present stage means to the clocks."""
        self.ensure_one()
        role = self._sla_role()
        if role in VOID_ROLES or (role == "closed" and self._is_void()):
            return "cancel"
        if role in STOPPING_ROLES:
            return "resolve"
        return "pause" if role == "pending_customer" else "resume"

    def _sla_on_stage_change(self):
        """Record the moves; a ticket in a new cycle gets new targets."""
        tickets = self._sla_sudo()
        folding = Folding(tickets, fields.Datetime.now())
        started = tickets.filtered(lambda t: (t.id, t.cycle) in folding.events)
        fresh = tickets - started
        reopened = fresh.filtered(lambda t: t.cycle > 1)
        (fresh - reopened)._sla_start()
        self._sla_append(
            [
                ticket._prepare_sla_stage_vals(ticket._sla_stage_kind(), folding.now)
                for ticket in started
            ]
            + [
                ticket._prepare_sla_stage_vals(
                    "reopen", ticket.cycle_started_at or folding.now
                )
                for ticket in reopened
            ],
            folding,
        )
        started._sla_targets()._refold(folding=folding)
        reopened._sla_add_targets(folding)

    def _sla_on_message(self, kind):
        """Record an answer of ours, or that it is our turn again."""
        now = fields.Datetime.now()
        tickets = self._sla_sudo().filtered(lambda t: not t.closed)
        folding = Folding(tickets, now)
        vals_list = []
        for ticket in tickets:
            events = folding.events[ticket.id, ticket.cycle]
            answered = any(event.kind == "respond" for event in events)
            if kind == "agent_public":
                vals = {"kind": "update" if answered else "respond"}
            elif answered:
                vals = {"kind": "resume", "by_customer": True}
            else:
                continue  # it is our turn anyway
            if events:
                vals_list.append(ticket._prepare_sla_event_vals(at=now, **vals))
        if vals_list:
            self._sla_append(vals_list, folding)
            tickets._sla_targets()._refold(folding=folding)
