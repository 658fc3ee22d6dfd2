# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Where a ticket stands, how it moves, and what each move stamps."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from .helpdesk_ticket_stage import CLOSED_ROLES, ROLES

#: Roles in which somebody on our side works, or could.
OPEN_ROLES = frozenset(role for role, _label in ROLES) - CLOSED_ROLES
WORK_ROLES = OPEN_ROLES - {"resolved"}

CLOSE_REASONS = [
    ("confirmed", "Confirmed by the customer"),
    ("no_reply", "No reply"),
    ("solved", "Solved"),
    ("quick_win", "Quick win"),
    ("duplicate", "Duplicate"),
    ("merged", "Merged"),
    ("cancelled", "Cancelled"),
    ("rejected", "Rejected"),
]
#: Outcomes that solved nothing: no survey, no article, no service level verdict.
VOID_REASONS = frozenset({"duplicate", "merged", "cancelled", "rejected"})


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    understanding_issue = fields.Text(
        string="Issue", help="What the customer needs, in our own words."
    )
    understanding_cause = fields.Text(string="Suspected cause")
    understanding_plan = fields.Text(string="Plan")
    blocker_note = fields.Text(
        copy=False, help="What keeps us from going on: who or what, and until when."
    )
    close_reason = fields.Selection(
        CLOSE_REASONS, copy=False, readonly=True, tracking=True
    )
    resource_link_ids = fields.One2many(
        "helpdesk.ticket.link", "ticket_id", string="Resource links"
    )

    # ---------------------------------------------------------------- moving

    def _pipeline(self):
        """Return the stages of this ticket's team, or the company's shared ones."""
        self.ensure_one()
        # sudo: the stages of a team are no secret to whoever may move its tickets
        team = self.team_id.sudo().with_company(self.company_id)
        return team._get_applicable_stages()

    def _move_to_role(self, role, vals=None):
        """Move each ticket to its team's stage for ``role`` and write ``vals`` on it.

        A pipeline that has no place for the role leaves the ticket where it is: only
        ``vals``, the flag, is written. One write per target stage.
        """
        targets = defaultdict(self.browse)
        by_pipeline = self.grouped(lambda t: (t.team_id, t.company_id))
        for tickets in by_pipeline.values():
            stage = tickets[:1]._pipeline()._for_role(role)
            targets[stage] += tickets
        for stage, tickets in targets.items():
            values = dict(vals or {})
            if stage:
                values["stage_id"] = stage.id
            if values:
                tickets.write(values)
        return True

    def _check_stage_guards(self, vals):
        """Refuse a move that lacks the text the process asks for.

        :raises UserError: no blocker note for a hold, no summary for a resolution, no
            understanding where the team wants one before work begins
        """
        if not vals.get("stage_id") or self.env.context.get("helpdesk_skip_guards"):
            return
        role = self.env["helpdesk.ticket.stage"].browse(vals["stage_id"]).role
        for ticket in self:
            problem = ticket._get_guard_problem(role, vals)
            if problem:
                raise UserError(
                    self.env._(
                        "%(ticket)s: %(problem)s", ticket=ticket.number, problem=problem
                    )
                )

    def _get_guard_problem(self, role, vals):
        def given(name):
            text = vals.get(name, self[name])
            return bool(text and str(text).strip()) and not is_html_empty(text)

        # sudo: the team's rules bind everybody who may write the ticket
        team = self.team_id.sudo()
        if role == "on_hold" and not given("blocker_note"):
            return self.env._(
                "say what blocks it (who or what, until when) before it goes on hold."
            )
        wants_summary = not team or team.require_summary
        if role == "resolved" and wants_summary and not given("resolution_summary"):
            return self.env._("write the resolution summary before resolving it.")
        if (
            self.stage_role == "new"
            and role in WORK_ROLES - {"new", "assigned", "pending_customer"}
            and team.require_understanding
            and not given("understanding_issue")
        ):
            return self.env._(
                "fill in the understanding (issue, cause, plan) before work begins."
            )
        return None

    # -------------------------------------------------------------- stamping

    def _stamp_created_closed(self):
        """Give tickets created in a closed stage a closing date (defect V9)."""
        for role, tickets in self.grouped("stage_role").items():
            if role in CLOSED_ROLES | {"resolved", "pending_customer"}:
                tickets._write_facts(tickets._prepare_stage_facts(False, role))

    def _stamp_stage_change(self, previous):
        """Write the facts of a move, once per kind of move."""
        moves = self.grouped(lambda t: (previous[t].role, t.stage_role))
        for (old, new), tickets in moves.items():
            for reason, group in tickets.grouped("close_reason").items():
                group._write_facts(group._prepare_stage_facts(old, new, reason))

    def _prepare_stage_facts(self, old, new, close_reason=False):
        """Return what a move from role ``old`` to role ``new`` stamps."""
        now = fields.Datetime.now()
        facts = {"last_stage_update": now}
        if new == "pending_customer":
            facts.update(pending_since=now, reminder_count=0)
        elif old == "pending_customer":
            facts.update(pending_since=False, reminder_count=0)
        if new == "resolved" or (new == "closed" and old != "resolved"):
            facts["resolved_at"] = now
        elif new in OPEN_ROLES and old in {"resolved", *CLOSED_ROLES}:
            facts["resolved_at"] = False
        if new in CLOSED_ROLES:
            facts["closed_date"] = now
            facts["close_reason"] = close_reason or (
                "solved" if new == "closed" else new
            )
        elif old in CLOSED_ROLES:
            facts.update(closed_date=False, close_reason=False)
        if old == "on_hold" and new != "on_hold":
            facts["blocker_note"] = False
        return facts

    def _is_void(self):
        """Whether the ticket ended without being solved: no survey, draft, verdict."""
        self.ensure_one()
        return self.close_reason in VOID_REASONS

    # --------------------------------------------------------------- actions

    def _check_action(self, roles, hint):
        """Refuse an action on a ticket that is not in one of ``roles``.

        :param hint: what the person may do instead, a translated sentence
        :raises UserError: nothing selected, an archived ticket, or a wrong status
        :raises AccessError: the user may not write one of the tickets
        """
        if not self:
            raise UserError(self.env._("Select at least one ticket."))
        self.check_access("write")
        labels = dict(self._fields["stage_role"]._description_selection(self.env))
        for ticket in self:
            if not ticket.active:
                raise UserError(
                    self.env._(
                        "%(ticket)s is archived: restore it first.",
                        ticket=ticket.number,
                    )
                )
            if ticket.stage_role not in roles:
                raise UserError(
                    self.env._(
                        "%(ticket)s is “%(status)s”: %(hint)s",
                        ticket=ticket.number,
                        status=labels.get(ticket.stage_role, ticket.stage_role or "-"),
                        hint=hint,
                    )
                )

    def action_start(self):
        """Begin or take up work: the ticket goes in progress.

        Who starts a ticket that is nobody's takes it, if he is of its team.

        :raises UserError: the ticket is resolved or closed
        """
        self._check_action(WORK_ROLES, self.env._("reopen it first."))
        mine = self.filtered(lambda t: not t.user_id and t._may_be_given_to(t.env.user))
        if mine:
            mine.write({"user_id": self.env.user.id})
        return self._move_to_role("in_progress")

    def action_investigate(self):
        """Look into the cause.

        :raises UserError: the ticket is resolved or closed
        """
        self._check_action(WORK_ROLES, self.env._("reopen it first."))
        return self._move_to_role("investigating")

    def action_hold(self, blocker_note):
        """Put the tickets on hold; the customer's clock runs on.

        :param blocker_note: who or what blocks, and until when
        :raises UserError: no note, or the ticket is resolved or closed
        """
        note = (blocker_note or "").strip()
        if not note:
            raise UserError(self.env._("Say what blocks it: who or what, until when."))
        self._check_action(WORK_ROLES, self.env._("only open tickets can wait."))
        return self._move_to_role("on_hold", {"blocker_note": note})

    def action_resume(self):
        """Go on with tickets that were on hold or waited for the customer.

        :raises UserError: the ticket neither is on hold nor waits
        """
        self._check_action(WORK_ROLES, self.env._("there is nothing to resume."))
        waiting = {"on_hold", "pending_customer"}
        # A pipeline without a stage for it holds a ticket by its blocker note alone.
        idle = self.filtered(
            lambda t: t.stage_role not in waiting and not t.blocker_note
        )
        if idle:
            idle._check_action((), self.env._("there is nothing to resume."))
        return self._move_to_role("in_progress", {"blocker_note": False})

    def action_close(self, reason="solved"):
        """Close the tickets.

        An officer may close from triage what needed no work; it is then a quick win.

        :param reason: a key of ``close_reason``
        :raises UserError: an unknown reason, or the ticket is closed already
        """
        if reason not in dict(CLOSE_REASONS):
            raise UserError(
                self.env._("“%(reason)s” is not a way to close.", reason=reason)
            )
        self._check_action(OPEN_ROLES, self.env._("it is closed already."))
        role = reason if reason in ("cancelled", "rejected") else "closed"
        return self._close(role, reason)

    def action_cancel(self, reason=None):
        """Cancel the tickets: the customer no longer needs an answer.

        :param reason: said in the chatter, for colleagues
        """
        return self._action_void("cancelled", reason)

    def action_reject(self, reason=None):
        """Reject the tickets: not for us.

        :param reason: said in the chatter, for colleagues
        """
        return self._action_void("rejected", reason)

    def _action_void(self, role, reason):
        self._check_action(OPEN_ROLES, self.env._("it is closed already."))
        if reason and reason.strip():
            self._message_log_batch(bodies=dict.fromkeys(self.ids, reason.strip()))
        return self._close(role, role)

    def _close(self, role, reason):
        """Move to the closing stage with the outcome known to what follows the move."""
        for tickets in self.grouped(lambda t: (t.team_id, t.company_id)).values():
            ticket = tickets[0]
            if not ticket._pipeline()._for_role(role):
                raise UserError(
                    self.env._(
                        "%(ticket)s cannot be closed: team %(team)s has no closing "
                        "stage. Ask an administrator to add one.",
                        ticket=ticket.number,
                        team=ticket.team_id.display_name or "-",
                    )
                )
        quick = self.filtered(
            lambda t: reason == "solved" and t.stage_role in ("new", "assigned")
        )
        quick._write_facts({"close_reason": "quick_win"})
        (self - quick)._write_facts({"close_reason": reason})
        return self._move_to_role(role)

    @api.depends("name", "number")
    def _compute_display_name(self):
        # Stock depends on the name only: a renumbered ticket kept its old label.
        return super()._compute_display_name()
