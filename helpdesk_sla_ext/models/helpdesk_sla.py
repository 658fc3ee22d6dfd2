# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A policy: for which tickets, which promise, on which hours."""

import ast

import pytz

from odoo import api, fields, models
from odoo.fields import Domain

from ..sla_clock import Rule, Target
from ..sla_clock.working_time import HORIZON

METRICS = [
    ("first_response", "First Response"),
    ("update", "Update Cadence"),
    ("resolution", "Resolution"),
    ("stage", "Reach a Stage"),
]
UNITS = [
    ("minutes", "Minutes"),
    ("hours", "Hours"),
    ("business_hours", "Business Hours"),
    ("business_days", "Business Days"),
    ("calendar_days", "Calendar Days"),
]
#: For fields that say whom a policy is for: it stays bound to what was archived. Left
#: out, it would bind everybody instead.
EVEN_ARCHIVED = {"active_test": False}
PRIORITIES = [("0", "Low"), ("1", "Medium"), ("2", "High"), ("3", "Urgent")]


class HelpdeskSla(models.Model):
    _inherit = "helpdesk.sla"
    _order = "sequence, id"

    sequence = fields.Integer(
        default=10,
        help="Of the policies that fit a ticket, the one with the lowest number gives "
        "the target; among equals, the one with the most conditions.",
    )
    metric = fields.Selection(
        METRICS,
        string="Promise",
        required=True,
        default="stage",  # what callers mean that know the stock fields only
        tracking=True,
        help="First Response: the first public message of an agent to the customer.\n"
        "Update Cadence: from each public message, the next one is due one period "
        "later while it is our turn.\n"
        "Resolution: the ticket is resolved.\n"
        "Reach a Stage: the ticket reaches a stage, whatever that means to you.",
    )
    target_value = fields.Float(
        string="Within", digits=(16, 2), default=1.0, tracking=True
    )
    target_unit = fields.Selection(
        UNITS,
        string="Unit",
        required=True,
        default="business_hours",
        tracking=True,
        help="Minutes, hours and calendar days run day and night. Business hours and "
        "days count only while the calendar is open.",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        ondelete="set null",
        help="Empty: those of the ticket's team, else of its company.",
    )
    warn_at_percent = fields.Integer(
        string="At risk after (%)",
        default=75,
        help="The target is at risk when this share of the time is used up.",
    )
    pause_on_pending_customer = fields.Boolean(
        string="While waiting for the customer", default=True
    )
    pause_on_hold = fields.Boolean(
        string="While on hold",
        help="On hold means that something on our side or a third party blocks us; the "
        "customer's time usually runs on.",
    )
    priority = fields.Selection(PRIORITIES, help="Empty: any priority.")
    tier_id = fields.Many2one(
        "helpdesk.customer.tier",
        string="Customer Tier",
        ondelete="set null",
        help="Empty: all customers.",
    )
    team_ids = fields.Many2many(context=EVEN_ARCHIVED)
    category_ids = fields.Many2many(context=EVEN_ARCHIVED)
    tag_ids = fields.Many2many(context=EVEN_ARCHIVED)
    type_ids = fields.Many2many(
        "helpdesk.ticket.type", string="Types", context=EVEN_ARCHIVED
    )
    channel_ids = fields.Many2many(
        "helpdesk.ticket.channel", string="Channels", context=EVEN_ARCHIVED
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        context=EVEN_ARCHIVED,
        help="A company stands for all its contacts.",
    )
    problem = fields.Text(
        compute="_compute_problem",
        string="Configuration problem",
        help="Why the policy is not applied as it stands. Intake goes on regardless.",
    )

    @api.depends(
        "metric",
        "target_value",
        "target_unit",
        "domain",
        "stage_id",
        "calendar_id",
        "calendar_id.attendance_ids",
        "days",
        "hours",
        "warn_at_percent",
        "active",
    )
    def _compute_problem(self):
        for policy in self:
            problems = [*policy._get_blocking_problems(), *policy._get_problems()]
            policy.problem = "\n".join(problems) or False

    def _get_blocking_problems(self):
        """Return why the policy cannot be applied to any ticket, one sentence each."""
        self.ensure_one()
        problems = []
        if self._parsed_domain() is None:
            problems.append(self.env._("The filter is not valid, so nothing matches."))
        if self.metric == "stage":
            if not self.stage_id:
                problems.append(self.env._("There is no stage to reach."))
        elif not self._target().is_valid:
            problems.append(self.env._("The target must be more than nothing."))
        return problems

    def _get_problems(self):
        """Return what works otherwise than meant, one sentence each."""
        self.ensure_one()
        problems = []
        target = self._target()
        if target.is_valid and self.metric != "stage":
            duration = target.duration(fields.Datetime.now())
            if duration > HORIZON:
                problems.append(
                    self.env._("The target is more than ten years away: never due.")
                )
        if self.calendar_id and not self.calendar_id._sla_is_usable():
            problems.append(
                self.env._(
                    "The working hours “%(calendar)s” never open: those of the team or "
                    "company are used, else day and night.",
                    calendar=self.calendar_id.name,
                )
            )
        if not 0 < self.warn_at_percent <= 100:
            problems.append(self.env._("Warn between 1 and 100 %: now only at breach."))
        return problems

    # -------------------------------------------------------- to plain values

    def _parsed_domain(self):
        """Return the filter as a ``Domain``; None if it is none.

        It is read as data, never evaluated as code: a filter is typed by people.
        """
        self.ensure_one()
        text = (self.domain or "").strip()
        if not text:
            return Domain.TRUE
        try:
            domain = Domain(ast.literal_eval(text))
            domain.validate(self.env["helpdesk.ticket"])
        except Exception:  # whatever is wrong with it, it is no filter
            return None
        return domain

    def _target(self):
        self.ensure_one()
        return Target(self.target_value, self.target_unit)

    def _duration(self, start, calendar):
        """Return the time to count from ``start``, on ``calendar`` (may be empty)."""
        self.ensure_one()
        per_day = calendar._sla_hours_per_day()
        if self.metric == "stage":
            return Target(self.hours + self.days * per_day, "hours").duration(start)
        return self._target().duration(
            start, pytz.timezone(calendar.tz or "UTC"), per_day
        )

    def _counts_working_time(self):
        """Whether only open hours count; the stock stage policies always did so."""
        self.ensure_one()
        return self.metric == "stage" or self._target().is_working_time

    def _warn_share(self):
        """Return the share of time (0 to 1) after which a target is at risk."""
        self.ensure_one()
        return self.warn_at_percent / 100 if 0 < self.warn_at_percent <= 100 else 1.0

    def _rule(self, stages):
        """Return what the policy makes of the ledger.

        :param stages: all stages, to know which ones count as reached
        """
        self.ensure_one()
        roles = set()
        if self.pause_on_pending_customer:
            roles.add("pending_customer")
        if self.pause_on_hold:
            roles.add("on_hold")
        goal = self.stage_id
        done = [s.id for s in stages if goal and s.sequence >= goal.sequence]
        return Rule(
            self.metric,
            frozenset(roles),
            frozenset(self.ignore_stage_ids.ids),
            frozenset(done if self.metric == "stage" else ()),
        )

    # ------------------------------------------------------------------ edits

    #: Changing one of these changes what was promised on open tickets.
    PROMISE_FIELDS = frozenset(
        {
            "calendar_id",
            "days",
            "hours",
            "ignore_stage_ids",
            "pause_on_hold",
            "pause_on_pending_customer",
            "stage_id",
            "target_unit",
            "target_value",
            "warn_at_percent",
        }
    )

    def write(self, vals):
        result = super().write(vals)
        if self.PROMISE_FIELDS.intersection(vals):
            # sudo: the targets of all tickets follow, seen by the editor or not
            self.env["helpdesk.ticket.sla"].sudo()._refold_where(
                Domain("sla_id", "in", self.ids), "policy"
            )
        return result
