# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What silence and time do to a ticket, and when: the plan, not the deed.

``automation_due_at`` says when the lifecycle job must look at a ticket again. It may be
too early (then the job looks, and puts it off), never too late.
"""

from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models

from ..reminder_schedule import CLOSE, SEND, WAIT, next_action

#: Roles in which the ball is with us: the idle rule counts there.
IDLE_ROLES = frozenset({"new", "assigned", "in_progress", "investigating"})
REMIND, IDLE = "remind", "idle"


class Plan(NamedTuple):
    """What is due (or, for ``WAIT``, when to look again; None: no need to)."""

    action: str  # REMIND, CLOSE, IDLE or WAIT
    at: object = None
    kind: str = ""  # what the ledger remembers it as
    step: int = 0  # id of the helpdesk.reminder.step to send


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    automation_due_at = fields.Datetime(
        string="Next automatic step",
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="When the system will look at the ticket again: to remind the customer, "
        "to close it, or because nobody worked on it.",
    )
    automation_error = fields.Text(
        string="Automation problem",
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="Why the last automatic step failed. It is tried again by itself.",
    )
    automation_failures = fields.Integer(
        string="Failed attempts",
        copy=False,
        readonly=True,
        aggregator=None,
        groups="base.group_user",
    )

    _automation_error_index = models.Index("(id) WHERE automation_failures > 0")

    # ------------------------------------------------------------------ hooks

    def _after_create(self):
        result = super()._after_create()
        self._schedule_automation()
        return result

    def _after_stage_change(self, previous):
        result = super()._after_stage_change(previous)
        self._schedule_automation()
        return result

    def _after_reclassification(self, previous):
        result = super()._after_reclassification(previous)
        moved = [t for t, changed in previous.items() if "team_id" in changed]
        self.browse().concat(*moved)._schedule_automation()
        return result

    def _schedule_automation(self):
        """Set when the job must look at these tickets; a move heals an old problem."""
        now = fields.Datetime.now()
        plans = self._plan_automation(now)
        # sudo: whoever moves the ticket, also from the portal
        moments = self.sudo().grouped(
            lambda t: plans[t].at if plans[t].action == WAIT else now
        )
        for at, tickets in moments.items():
            stale = tickets.filtered(
                lambda t, at=at: (
                    t.automation_due_at != (at or False) or t.automation_failures
                )
            )
            if stale:
                stale._write_facts(
                    {
                        "automation_due_at": at,
                        "automation_failures": 0,
                        "automation_error": False,
                    }
                )

    @api.model
    def _wake_automation(self, teams=None, idle=False):
        """Let the job look at the tickets that the rules of ``teams`` concern, now.

        :param teams: None for all, and for the tickets without team
        :param idle: also at those that the idle rule may concern
        """
        roles = {"pending_customer", "resolved"} | (IDLE_ROLES if idle else set())
        domain = [("stage_role", "in", list(roles))]
        if teams is not None:
            domain.append(("team_id", "in", teams.ids))
        # sudo: the rules were changed for all tickets of the team
        tickets = self.sudo().search(domain)
        if tickets:
            tickets._write_facts({"automation_due_at": fields.Datetime.now()})

    # ------------------------------------------------------------------- plan

    def _plan_automation(self, now, rules=None):
        """Return {ticket: Plan}: what the rules want at ``now`` (UTC).

        Changes nothing: the job and the preview ask the same question.

        :param rules: {team: AutomationRules}, by default those in force
        """
        # sudo: the team's rules bind whoever moved the ticket
        tickets = self.sudo()
        rules = rules or tickets.team_id._get_automation_rules()
        waiting = tickets.filtered(lambda t: t._is_waiting_for_customer())
        resolved = tickets.filtered(lambda t: t.stage_role == "resolved")
        plans = dict.fromkeys(self, Plan(WAIT))
        plans.update(waiting._plan_pending(now, rules))
        plans.update(resolved._plan_resolved(now, rules))
        plans.update((tickets - waiting - resolved)._plan_idle(now, rules))
        return plans

    def _plan_pending(self, now, rules):
        """Plan reminders, final notice and close of tickets that wait."""
        tickets = self.filtered("pending_since")
        if not tickets:
            return {}
        since = {ticket: ticket.pending_since for ticket in tickets}
        sent = self.env["helpdesk.ticket.notice"]._sent(tickets, since)
        schedules = tickets.team_id._get_schedules()
        plans = {}
        for ticket in tickets:
            team = ticket.team_id
            rule = rules[team]
            following = next_action(
                schedules[team] if rule.remind_customers else (),
                since[ticket],
                sent.get(ticket, {}),
                now,
                timedelta(hours=rule.grace_hours),
                rule.close_unanswered,
            )
            if following.action == SEND:
                step = following.step
                plans[ticket] = Plan(REMIND, following.at, step.kind, step.key)
            else:
                plans[ticket] = Plan(following.action, following.at, following.action)
        return plans

    def _plan_resolved(self, now, rules):
        """Plan the close of resolved tickets whose customer says nothing."""
        plans = {}
        for ticket in self.filtered("resolved_at"):
            rule = rules[ticket.team_id]
            if rule.close_resolved:
                at = ticket._silent_since() + timedelta(hours=rule.auto_close_hours)
                plans[ticket] = Plan(CLOSE if at <= now else WAIT, at, CLOSE)
        return plans

    def _plan_idle(self, now, rules):
        """Plan the move to Awaiting of tickets nobody works on."""
        tickets = self.filtered(
            lambda t: (
                t.stage_role in IDLE_ROLES
                and not t.escalation_level
                and rules[t.team_id].idle_hours > 0
            )
        )
        limits = {t: timedelta(hours=rules[t.team_id].idle_hours) for t in tickets}
        due_at = {t: t._touched_at() + limits[t] for t in tickets}
        quiet = tickets.filtered(lambda t: due_at[t] <= now)
        for ticket, worked_at in quiet._get_worked_at().items():
            due_at[ticket] = max(due_at[ticket], worked_at + limits[ticket])
        return {
            ticket: Plan(IDLE if at <= now else WAIT, at, IDLE)
            for ticket, at in due_at.items()
        }

    # -------------------------------------------------------------- since when

    def _silent_since(self):
        """Return since when nothing has come that this ticket waits for (UTC)."""
        self.ensure_one()
        if self.stage_role in IDLE_ROLES:
            return self._touched_at()
        if self.stage_role == "pending_customer":
            return self.pending_since
        last = self.last_customer_message_at or self.resolved_at
        return max(self.resolved_at, last)

    def _touched_at(self):
        """Return when this ticket itself was last moved, given or written about."""
        self.ensure_one()
        moments = (
            self.received_at,
            self.cycle_started_at,
            self.assigned_date,
            self.last_stage_update,
            self.last_agent_message_at,
            self.last_customer_message_at,
        )
        return max(filter(None, moments), default=fields.Datetime.now())

    def _get_worked_at(self):
        """Return {ticket: when somebody of ours last left a trace of work on it}.

        Only tickets with such a trace are in it: a note by a colleague, here.
        """
        if not self:
            return {}
        # sudo: what the rules know, whoever triggers them
        rows = (
            self.env["mail.message"]
            .sudo()
            ._read_group(
                [
                    ("model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("message_type", "in", ("comment", "email")),
                    ("author_id.partner_share", "=", False),
                ],
                ["res_id"],
                ["date:max"],
            )
        )
        return {self.browse(res_id): date for res_id, date in rows}
