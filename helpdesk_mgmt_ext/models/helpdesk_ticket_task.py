# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Handing a ticket's work to a project."""

from odoo import models
from odoo.exceptions import UserError


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def action_create_task(self):
        """Make a project task of the ticket, or open the one it has.

        In the team's own project everybody who may write the ticket can do it; in
        another project only who may create tasks there.

        :raises UserError: no project is known, or no right to create tasks in it
        """
        self.ensure_one()
        self.check_access("write")
        ticket_sudo = self.sudo()  # sudo: the project may not be readable by agents
        if not ticket_sudo.task_id:
            project = ticket_sudo.project_id or ticket_sudo._team_project()
            self._check_task_project(project)
            # sudo: the manager chose the team's project for this, see the check
            task = (
                self.env["project.task"].sudo().create(self._prepare_task_vals(project))
            )
            ticket_sudo.write({"project_id": project.id, "task_id": task.id})
        return self._open_task()

    def _team_project(self):
        """Return the default project of the team in the ticket's company."""
        self.ensure_one()
        # sudo: a setting of the team
        return self.team_id.sudo().with_company(self.company_id).default_project_id

    def _check_task_project(self, project_sudo):
        if not project_sudo:
            raise UserError(
                self.env._(
                    "%(ticket)s has no project: choose one on the ticket, or ask a "
                    "manager to give team %(team)s a default project.",
                    ticket=self.number,
                    team=self.team_id.display_name or "-",
                )
            )
        if project_sudo == self._team_project():
            return
        project = project_sudo.with_user(self.env.user).sudo(False)
        tasks = self.env["project.task"]
        if not (tasks.has_access("create") and project.has_access("read")):
            raise UserError(
                self.env._(
                    "You may not create tasks in this project. Ask for the “User” "
                    "right of the Project app, or use your team's default project."
                )
            )

    def _prepare_task_vals(self, project):
        """Return the values of the task; the customer's text goes along."""
        self.ensure_one()
        return {
            "name": f"{self.number} {self.name}",
            "description": self.description,
            "project_id": project.id,
            "partner_id": self.partner_id.id,
            "company_id": project.company_id.id,
            "user_ids": [(6, 0, [])],
            "priority": self.priority,
        }

    def _open_task(self):
        """Open the task, or say where it is to who may not read it."""
        task_sudo = self.sudo().task_id  # sudo: its name is told to who may write here
        task = task_sudo.with_user(self.env.user).sudo(False)
        if task.has_access("read"):
            return {
                "type": "ir.actions.act_window",
                "res_model": "project.task",
                "res_id": task.id,
                "view_mode": "form",
                "views": [(False, "form")],
            }
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Task “%(task)s” is in project %(project)s.",
                    task=task_sudo.name,
                    project=task_sudo.project_id.name,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
