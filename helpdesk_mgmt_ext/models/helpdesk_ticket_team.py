# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class HelpdeskTicketTeam(models.Model):
    _name = "helpdesk.ticket.team"
    _inherit = ["helpdesk.ticket.team", "helpdesk.remembered.mixin"]

    code = fields.Char(
        copy=False,
        index="btree_not_null",
        help="Stable name of the team for integrations; outsiders never use ids.",
    )
    description = fields.Text(
        translate=True,
        help="What the team is responsible for, in a few sentences. Shown to the "
        "officer who triages and used by the automatic routing.",
    )
    is_officer_queue = fields.Boolean(
        string="Triage queue",
        copy=False,
        help="Tickets that nobody could be found for wait here for an officer.",
    )
    require_summary = fields.Boolean(
        string="Resolution needs a summary",
        default=True,
        help="A ticket can be resolved only with a text that tells the customer what "
        "was done.",
    )
    require_understanding = fields.Boolean(
        string="Work needs an understanding",
        help="A new ticket can go to work only when its issue has been put in words.",
    )
    reopen_window_days = fields.Integer(
        string="Reopening window (days)",
        default=30,
        help="A customer's message reopens a ticket closed at most so many days ago; "
        "later it begins a follow-up ticket.",
    )
    reopen_role = fields.Selection(
        [("in_progress", "In Progress"), ("investigating", "Investigating")],
        string="Reopened tickets go to",
        default="in_progress",
        required=True,
    )
    reopen_raises_priority = fields.Boolean(
        string="Reopening raises the priority",
        default=True,
        help="By one level, up to Urgent, once per reopening by the customer.",
    )
    muted_template_ids = fields.Many2many(
        "mail.template",
        string="Mails not sent",
        domain=[("model", "=", "helpdesk.ticket")],
        help="Mails of the process that customers of this team do not get.",
    )
    problem = fields.Text(
        compute="_compute_problem",
        string="Configuration problem",
        help="What keeps the team from working as expected. Intake goes on regardless.",
    )

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "Another team already uses this code."
    )

    def _get_applicable_stages(self):
        """Return the active stages of the team's pipeline in their order.

        A team with stages of its own for a role uses those and not the shared ones
        of the same role; without a team: the shared pipeline of the company.
        """
        stages = super()._get_applicable_stages()
        if not self:
            return stages
        own_roles = set(stages.filtered("team_ids").mapped("role"))
        return stages.filtered(lambda s: s.team_ids or s.role not in own_roles)

    def _stage_for_role(self, role):
        """Return the stage that stands for ``role`` in the team's pipeline."""
        return self._get_applicable_stages()._for_role(role)

    @api.model
    def _officer_queue(self, company=None):
        """Return the triage queue of ``company`` (default: the current one)."""
        company = company or self.env.company
        domain = Domain("is_officer_queue", "=", True) & Domain(
            "company_id", "in", [False, company.id]
        )
        return self.search(domain, order="company_id, sequence, id", limit=1)

    @api.depends("alias_name", "alias_domain_id", "user_ids", "company_id")
    def _compute_problem(self):
        for team in self:
            team.problem = "\n".join(team._get_problems()) or False

    def _get_problems(self):
        """Return what an administrator should mend, one sentence each."""
        self.ensure_one()
        problems = []
        roles = set(self._get_applicable_stages().mapped("role"))
        if not roles:
            problems.append(
                self.env._("No stage applies to this team: tickets have no stage.")
            )
        elif not roles & {"closed", "cancelled", "rejected"}:
            problems.append(
                self.env._("No closing stage applies: tickets cannot be closed.")
            )
        if not self.alias_name:
            problems.append(
                self.env._("The team has no mail address: nobody can write to it.")
            )
        elif not self.alias_domain_id:
            problems.append(
                self.env._("The company has no mail domain: the alias is incomplete.")
            )
        if not self.user_ids:
            problems.append(
                self.env._("The team has no members: nobody can be assigned.")
            )
        return problems
