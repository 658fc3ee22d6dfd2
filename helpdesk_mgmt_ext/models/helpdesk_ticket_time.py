# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Time on the ticket: a timer per person, work types, totals."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .helpdesk_ticket_lifecycle import WORK_ROLES
from .helpdesk_ticket_stage import CLOSED_ROLES


class HelpdeskTicket(models.Model):
    _name = "helpdesk.ticket"
    _inherit = ["helpdesk.ticket", "hr.timesheet.time_control.mixin"]

    timesheet_ids = fields.One2many(
        "account.analytic.line", "ticket_id", string="Time entries"
    )
    # Customers read their tickets, also over RPC, but not what they cost us.
    planned_hours = fields.Float(
        string="Planned hours",
        tracking=True,
        groups="base.group_user",
        help="How long it will probably take.",
    )
    total_hours = fields.Float(
        string="Hours spent",
        compute="_compute_total_hours",
        store=True,
        groups="base.group_user",
    )
    billable_hours = fields.Float(
        string="Billable hours",
        compute="_compute_total_hours",
        store=True,
        groups="base.group_user",
    )
    remaining_hours = fields.Float(
        string="Remaining hours",
        compute="_compute_remaining_hours",
        store=True,
        groups="base.group_user",
    )
    show_time_control = fields.Selection(compute_sudo=True)
    timer_started_at = fields.Datetime(
        string="My timer", compute="_compute_timer_started_at", compute_sudo=True
    )

    # ---------------------------------------------------------------- compute

    @api.depends("timesheet_ids.unit_amount", "timesheet_ids.is_billable")
    def _compute_total_hours(self):
        for ticket in self:
            lines = ticket.timesheet_ids
            billable = lines.filtered("is_billable")
            ticket.total_hours = sum(lines.mapped("unit_amount"))
            ticket.billable_hours = sum(billable.mapped("unit_amount"))

    @api.depends("planned_hours", "total_hours")
    def _compute_remaining_hours(self):
        for ticket in self:
            spare = ticket.planned_hours - ticket.total_hours
            ticket.remaining_hours = spare if ticket.planned_hours else 0

    @api.model
    def _relation_with_timesheet_line(self):
        return "ticket_id"

    @api.depends("timesheet_ids.timer_running", "stage_role")
    @api.depends_context("uid")
    def _compute_show_time_control(self):
        result = super()._compute_show_time_control()
        for ticket in self:
            if ticket.stage_role in CLOSED_ROLES or not ticket._origin:
                ticket.show_time_control = False
        return result

    @api.depends("timesheet_ids.timer_running")
    @api.depends_context("uid")
    def _compute_timer_started_at(self):
        domain = Domain(self._timesheet_running_domain())
        lines = self.env["account.analytic.line"].search(domain)
        started = {line.ticket_id.id: line.date_time for line in lines}
        for ticket in self:
            ticket.timer_started_at = started.get(ticket._origin.id)

    # ---------------------------------------------------------------- actions

    def action_start_timer(self, work_type=None):
        """Start my timer on this ticket; one that runs elsewhere is stopped first.

        Starting twice starts once.

        :param work_type: id or name of a ``helpdesk.work.type``, by default the one
            that is usual in the ticket's stage
        :raises UserError: a closed ticket, an unknown work type, no employee, or a
            timer on a task that is forgotten
        """
        self.ensure_one()
        self._check_action(WORK_ROLES | {"resolved"}, self.env._("reopen it first."))
        chosen = self._get_work_type(work_type)
        running = self._get_my_running_timer()
        here = running.filtered(lambda line: line.ticket_id == self)
        if here and (not work_type or here.work_type_id == chosen):
            return True
        running._check_not_forgotten()
        now = fields.Datetime.now()
        running.with_context(stop_dt=now).button_end_work()
        # sudo: agents need no rights on timesheets; access was checked just above
        lines = self.env["account.analytic.line"].sudo().with_company(self.company_id)
        lines.create(
            {"ticket_id": self.id, "work_type_id": chosen.id, "date_time": now}
        )
        return True

    def action_stop_timer(self, note):
        """Stop my timer on this ticket and log the time.

        :param note: what was done
        :raises UserError: no note, or no timer of mine runs here
        """
        self.ensure_one()
        self._check_action(
            WORK_ROLES | CLOSED_ROLES | {"resolved"}, self.env._("it has no status.")
        )
        note = (note or "").strip()
        if not note:
            raise UserError(self.env._("Say what you did in this time."))
        line = self._get_my_timer_here()
        line.name = note
        line._stop_timer(note)
        return True

    def action_open_stop_timer(self):
        """Ask what was done in the time, then stop the timer."""
        self.ensure_one()
        return self._get_my_timer_here()._get_stop_dialog()

    def button_start_work(self):
        """What the time control's button does, without its choice of a project."""
        return self.action_start_timer()

    def button_end_work(self):
        return self.action_open_stop_timer()

    # ----------------------------------------------------------------- timers

    def _get_my_running_timer(self):
        """Return the current user's running timer, on whatever ticket or task."""
        # sudo: agents need no rights on timesheets; only one's own are found
        lines = self.env["account.analytic.line"].sudo()
        return lines.search(lines._running_domain())

    def _get_my_timer_here(self):
        """Return my running timer on this ticket.

        :raises UserError: there is none
        """
        running = self._get_my_running_timer()
        here = running.filtered(lambda line: line.ticket_id == self)
        if not here:
            raise UserError(
                self.env._(
                    "No timer of yours runs on %(ticket)s. Reload the page.",
                    ticket=self.number,
                )
            )
        return here[0]

    def _get_work_type(self, work_type):
        """Return the work type named by id, name or record; by default the stage's.

        :raises UserError: there is no such type
        """
        types = self.env["helpdesk.work.type"]
        if not work_type:
            # sudo: the stage's settings are no secret
            return self.stage_id.sudo()._get_work_type().sudo(False)
        if isinstance(work_type, str):
            found = types.search([("name", "=ilike", work_type.strip())], limit=1)
        else:
            found = types.browse(int(work_type)).exists()
        if not found:
            raise UserError(
                self.env._(
                    "There is no such type of work. Choose one of: %(names)s",
                    names=", ".join(types.search([], limit=50).mapped("name")),
                )
            )
        return found

    def _prepare_time_vals(self, user, employee_id=None):
        """Return what a time entry of ``user`` on this ticket needs to be one."""
        self.ensure_one()
        # sudo: agents log time without access to projects and employees
        ticket = self.sudo()
        project = ticket._get_time_project()
        same = project == ticket.task_id.project_id
        vals = {
            "project_id": project.id,
            "task_id": ticket.task_id.id if same else False,
            "company_id": project.company_id.id or ticket.company_id.id,
            "work_type_id": ticket.stage_id._get_work_type().id,
        }
        if not employee_id:
            vals["employee_id"] = ticket._get_time_employee(user).id
            vals["user_id"] = user.id
        return vals

    def _get_time_project(self):
        """Return where time is booked: the ticket's project, or the company's own."""
        project = self.task_id.project_id or self.project_id
        if (
            project.active
            and project.allow_timesheets
            and project.company_id in (self.company_id, self.env["res.company"])
        ):
            return project
        return self.company_id._get_helpdesk_project()

    def _get_time_employee(self, user):
        """Return the employee of ``user`` in the ticket's company.

        :raises UserError: there is none and the company wants none to be made
        """
        company = self.company_id
        employees = self.env["hr.employee"].with_context(active_test=False)
        found = employees.search(
            [("user_id", "=", user.id), ("company_id", "=", company.id)],
            order="active desc",
            limit=1,
        )
        if found.active:
            return found
        if found or not company.helpdesk_create_employee:
            raise UserError(
                self.env._(
                    "%(user)s has no active employee in %(company)s, which is needed "
                    "to log time. Please ask an administrator to create it in the "
                    "Employees app.",
                    user=user.name,
                    company=company.name,
                )
            )
        return employees.with_company(company).create(
            {"name": user.name, "user_id": user.id, "company_id": company.id}
        )

    # ------------------------------------------------------------------ rules

    def _after_stage_change(self, previous):
        result = super()._after_stage_change(previous)
        closed = self.filtered(lambda t: t.stage_role in CLOSED_ROLES)
        if closed:
            closed._stop_all_timers()
        return result

    def _stop_all_timers(self):
        """Stop everybody's timers on these tickets."""
        # sudo: the close stops colleagues' timers as well
        lines = self.env["account.analytic.line"].sudo()
        running = lines.search(
            [("ticket_id", "in", self.ids), ("timer_running", "=", True)]
        )
        running._stop_timer(self.env._("The ticket was closed"))

    def _get_guard_problem(self, role, vals):
        problem = super()._get_guard_problem(role, vals)
        # sudo: the team's rules and the hours of all bind everybody
        ticket = self.sudo()
        if problem or role != "resolved" or not ticket.team_id.require_time:
            return problem
        if ticket.total_hours or ticket.timesheet_ids.filtered("timer_running"):
            return None
        return self.env._("log the time you spent before resolving it.")

    def _get_worked_at(self):
        """A time entry is work as well: the idle rule counts from it."""
        worked_at = super()._get_worked_at()
        # sudo: what the rules know, whoever triggers them
        rows = (
            self.env["account.analytic.line"]
            .sudo()
            ._read_group(
                [("ticket_id", "in", self.ids), ("date_time", "!=", False)],
                ["ticket_id"],
                ["date_time:max"],
            )
        )
        for ticket, moment in rows:
            key = self.browse(ticket.id)
            worked_at[key] = max(moment, worked_at.get(key, moment))
        return worked_at
