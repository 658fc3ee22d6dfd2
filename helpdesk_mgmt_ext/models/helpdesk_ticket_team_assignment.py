# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How a team shares out its tickets, and who of it can take one."""

from odoo import api, fields, models

METHODS = [
    ("manual", "By hand"),
    ("round_robin", "In turn"),
    ("random_no_repeat", "At random, never the same person twice running"),
    ("balanced", "Whoever has the fewest open tickets"),
    ("skill", "By skill, then whoever has the fewest open tickets"),
]


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    assignment_method = fields.Selection(
        METHODS,
        string="Method",
        required=True,
        default="manual",
        help="How a ticket that is nobody's finds its person. By hand: members take "
        "tickets themselves, or are given them.",
    )
    auto_assign = fields.Boolean(
        string="Assign automatically",
        compute="_compute_auto_assign",
        inverse="_inverse_auto_assign",
        help="New tickets of the team are given to an available member.",
    )
    on_assign_role = fields.Selection(
        [
            ("new", "New: it stays there"),
            ("assigned", "Assigned"),
            ("in_progress", "In Progress"),
        ],
        string="Assigned tickets go to",
        required=True,
        default="in_progress",
        help="Where a new ticket moves when it is given to somebody automatically.",
    )
    assign_in_hours = fields.Boolean(
        string="Only in working hours",
        help="A member is available only in the team's working hours and, if he has a "
        "schedule of his own, in his. Outside them new tickets wait in the triage "
        "queue and the team leader is told.",
    )
    # The same field as the stock service level addon's, which need not be there.
    resource_calendar_id = fields.Many2one(
        "resource.calendar",
        "Working Hours",
        default=lambda self: self.env.company.resource_calendar_id,
        domain="['|', ('company_id', '=', False), ('company_id', '=', company_id)]",
    )

    @api.depends("assignment_method")
    def _compute_auto_assign(self):
        for team in self:
            team.auto_assign = (team.assignment_method or "manual") != "manual"

    @api.onchange("auto_assign")
    def _inverse_auto_assign(self):
        for team in self:
            if not team.auto_assign:
                team.assignment_method = "manual"
            elif (team.assignment_method or "manual") == "manual":
                team.assignment_method = "random_no_repeat"

    def _get_problems(self):
        problems = super()._get_problems()
        strangers = self.user_ids.filtered(
            lambda user: not user.has_group("helpdesk_mgmt.group_helpdesk_user_own")
        )
        if strangers and self.auto_assign:
            problems.append(
                self.env._(
                    "Members without helpdesk rights get tickets they cannot work on: "
                    "%(names)s.",
                    names=", ".join(strangers.mapped("name")),
                )
            )
        return problems

    def _get_leader(self, company):
        """Return who is to be told of trouble: the leader, his team's parent's, else
        the first manager of ``company``; nobody only if there is no manager at all.

        A member of the superuser's environment is returned, whoever asks.
        """
        # sudo: who leads is no secret, and whoever triggers an alert may be a customer
        team = self.sudo()
        while team:
            leader = team.user_id
            if leader.active and not leader.share and not leader._is_superuser():
                return leader
            team = team.parent_id
        # sudo: who leads is found for everybody; members of groups are private
        managers = self.env.ref("helpdesk_mgmt.group_helpdesk_manager").sudo()
        return (
            self.env["res.users"]
            .sudo()  # sudo: as above
            .search(
                [
                    ("all_group_ids", "in", managers.ids),
                    ("share", "=", False),
                    ("company_ids", "in", company.ids),
                ],
                order="id",
                limit=1,
            )
        )
