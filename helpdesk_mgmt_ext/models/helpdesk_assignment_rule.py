# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .helpdesk_ticket_team_assignment import METHODS

_logger = logging.getLogger(__name__)


class HelpdeskAssignmentRule(models.Model):
    """Which team, person or method a new ticket gets; the first that matches wins.

    A ticket that has a team already keeps it: rules of other teams do not apply.
    """

    _name = "helpdesk.assignment.rule"
    _inherit = "helpdesk.remembered.mixin"
    _description = "Helpdesk Assignment Rule"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        help="Only tickets of this company; all if empty.",
    )
    domain = fields.Char(
        string="Tickets", default="[]", help="Which new tickets the rule is for."
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team",
        ondelete="cascade",
        domain="['|', ('company_id', '=', False), ('company_id', '=', company_id)]",
        help="Who gets them. Without a team the rule adds a person or a method to "
        "tickets that have one.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        ondelete="set null",
        domain="[('share', '=', False)]",
        help="Gets the tickets unless absent or without room; then the method decides.",
    )
    method = fields.Selection(METHODS, help="Instead of the team's own method.")
    problem = fields.Text(
        compute="_compute_problem",
        help="Why the rule does nothing. Tickets come in regardless.",
    )

    @api.depends("domain", "team_id.active", "user_id.active", "company_id")
    def _compute_problem(self):
        for rule in self:
            rule.problem = rule._get_problem()

    def _get_problem(self):
        """Return why the rule cannot work, False if it can."""
        self.ensure_one()
        if not self.team_id and not self.user_id and not self.method:
            return self.env._("Choose a team, a person or a method.")
        if self.team_id and not self.team_id.active:
            return self.env._("The team is archived.")
        company = self.team_id.company_id
        if company and self.company_id and company != self.company_id:
            return self.env._("The team belongs to another company.")
        user = self.user_id
        if user and not user._is_helpdesk_person():
            return self.env._("%(user)s cannot own tickets.", user=user.name)
        members = self.team_id.user_ids
        if user and members and user not in members:
            return self.env._("%(user)s is not a member of the team.", user=user.name)
        try:
            # sudo: only the filter is checked, no ticket is read
            self._get_domain().validate(self.env["helpdesk.ticket"].sudo())
        except Exception as error:
            return self.env._("The condition cannot be used: %(error)s", error=error)
        return False

    @api.constrains("domain", "team_id", "user_id", "method", "company_id")
    def _check_usable(self):
        for rule in self:
            problem = rule._get_problem()
            if problem:
                raise ValidationError(
                    self.env._("%(rule)s: %(problem)s", rule=rule.name, problem=problem)
                )

    def _get_domain(self):
        """Return the condition; a literal, never evaluated as code.

        :raises ValueError, SyntaxError: not a domain
        """
        self.ensure_one()
        return Domain(literal_eval((self.domain or "").strip() or "[]"))

    # ------------------------------------------------------------- applying

    @api.model
    def _apply(self, tickets):
        """Send each ticket to the team of the first rule it meets.

        A rule that cannot be evaluated is skipped, whatever is wrong with it.

        :param tickets: new tickets in superuser mode
        :return: {ticket: rule}
        """
        met = {}
        for rule in self._remembered([("active", "=", True)]) if tickets else ():
            candidates = tickets.filtered(lambda t: t not in met)
            matching = rule._filter(candidates) if candidates else candidates
            met.update(dict.fromkeys(matching, rule))
            teamless = matching.filtered(lambda ticket: not ticket.team_id)
            if rule.team_id and teamless:
                teamless.write({"team_id": rule.team_id.id})
        return met

    def _filter(self, tickets):
        """Return the tickets this rule is for."""
        self.ensure_one()
        tickets = tickets.filtered(
            lambda t: (
                (not self.company_id or t.company_id == self.company_id)
                and self.team_id.company_id in (t.company_id, self.env["res.company"])
                and (not t.team_id or not self.team_id or t.team_id == self.team_id)
            )
        )
        if self.team_id and not self.team_id.active:
            return tickets.browse()
        try:
            with self.env.cr.savepoint():
                return tickets.filtered_domain(self._get_domain())
        except Exception:
            _logger.warning("Assignment rule %s was skipped", self.id, exc_info=True)
            return tickets.browse()
