# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    helpdesk_project_id = fields.Many2one(
        "project.project",
        string="Helpdesk timesheet project",
        ondelete="set null",
        domain="[('company_id', '=', id), ('allow_timesheets', '=', True)]",
        help="Time on tickets is booked here, unless the ticket belongs to a project.",
    )
    helpdesk_timer_max_hours = fields.Float(
        string="Longest timer (hours)",
        default=8,
        help="A timer forgotten overnight is stopped and counts no more than this.",
    )
    helpdesk_create_employee = fields.Boolean(
        string="Create missing employees",
        default=True,
        help="Timesheets need an employee. Without one, an agent who starts his first "
        "timer gets a bare employee record; otherwise he is told to ask for one.",
    )

    _helpdesk_timer_max = models.Constraint(
        "CHECK(helpdesk_timer_max_hours > 0)",
        "The longest timer must be more than zero hours.",
    )

    def _get_helpdesk_project(self):
        """Return the project for time on this company's tickets, made if there is none.

        In superuser mode: agents need no access to projects.
        """
        self.ensure_one()
        # sudo: agents log time without access to the Project app
        company_sudo = self.sudo().with_company(self)
        project_sudo = company_sudo.helpdesk_project_id
        if project_sudo.active and project_sudo.allow_timesheets:
            return project_sudo
        project_sudo = project_sudo.create(
            company_sudo._prepare_helpdesk_project_vals()
        )
        company_sudo.helpdesk_project_id = project_sudo
        return project_sudo

    def _prepare_helpdesk_project_vals(self):
        return {
            "name": self.env._("Helpdesk"),
            "company_id": self.id,
            "allow_timesheets": True,
            "privacy_visibility": "employees",
            "user_id": False,
        }
