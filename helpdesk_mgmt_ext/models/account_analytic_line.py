# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Time on tickets is a timesheet line, as time on tasks is."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.sql import column_exists, create_column

#: A timer of no time at all would count as still running.
SHORTEST = 1 / 60
NEW_COLUMNS = {
    "timer_running": "bool",
    "is_billable": "bool",
    "helpdesk_team_id": "int4",
}


class AccountAnalyticLine(models.Model):
    _inherit = "account.analytic.line"

    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        ondelete="restrict",
        index="btree_not_null",
    )
    work_type_id = fields.Many2one(
        "helpdesk.work.type",
        string="Work type",
        ondelete="restrict",
        index="btree_not_null",
    )
    is_billable = fields.Boolean(
        string="Billable",
        compute="_compute_is_billable",
        store=True,
        readonly=False,
    )
    helpdesk_team_id = fields.Many2one(
        related="ticket_id.team_id", store=True, string="Helpdesk team"
    )
    timer_running = fields.Boolean(
        compute="_compute_timer_running",
        store=True,
        help="A timer on a ticket that has not been stopped.",
    )

    _one_running_timer = models.UniqueIndex(
        "(user_id) WHERE timer_running",
        "One timer at a time: stop the one that runs, or enter the hours of a line "
        "that has none.",
    )

    def _auto_init(self):
        # The table may hold years of accounting: there the columns are simply empty.
        for name, kind in NEW_COLUMNS.items():
            if not column_exists(self.env.cr, self._table, name):
                create_column(self.env.cr, self._table, name, kind)
        return super()._auto_init()

    # ---------------------------------------------------------------- compute

    @api.depends("work_type_id")
    def _compute_is_billable(self):
        for line in self:
            line.is_billable = bool(line.ticket_id) and (
                not line.work_type_id or line.work_type_id.is_billable
            )

    @api.depends("ticket_id", "date_time", "unit_amount")
    def _compute_timer_running(self):
        for line in self:
            line.timer_running = bool(
                line.ticket_id and line.date_time and not line.unit_amount
            )

    @api.depends("ticket_id.partner_id")
    def _compute_partner_id(self):
        result = super()._compute_partner_id()
        for line in self.filtered("ticket_id.partner_id"):
            line.partner_id = line.ticket_id.partner_id
        return result

    @api.depends("ticket_id")
    def _compute_display_name(self):
        on_ticket = self.filtered("ticket_id")
        result = super(AccountAnalyticLine, self - on_ticket)._compute_display_name()
        for line in on_ticket:
            # sudo: a name only, for whoever may read the line
            line.display_name = line.ticket_id.sudo().display_name
        return result

    @api.constrains("ticket_id", "name", "unit_amount")
    def _check_note(self):
        """Time on a ticket says what was done.

        :raises ValidationError: a line with hours and without a note
        """
        for line in self:
            if line.ticket_id and line.unit_amount and not line._has_note():
                raise ValidationError(
                    self.env._(
                        "%(ticket)s: say what you did in this time.",
                        ticket=line.ticket_id.sudo().number,  # sudo: a name only
                    )
                )

    def _has_note(self):
        self.ensure_one()
        return (self.name or "").strip() not in ("", "/")

    # ------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        self._complete_ticket_vals(vals_list)
        return super().create(vals_list)

    @api.model
    def _complete_ticket_vals(self, vals_list):
        """Give lines on tickets project, person and work type, where not given."""
        default = self.env.context.get("default_ticket_id")
        on_ticket = [vals for vals in vals_list if vals.get("ticket_id", default)]
        if not on_ticket:
            return
        ids = {vals.setdefault("ticket_id", default) for vals in on_ticket}
        tickets = self.env["helpdesk.ticket"].browse(ids)
        tickets.check_access("read")
        by_id = {ticket.id: ticket for ticket in tickets}
        for vals in on_ticket:
            user = self.env["res.users"].browse(vals.get("user_id") or self.env.uid)
            prepared = by_id[vals["ticket_id"]]._prepare_time_vals(
                user, vals.get("employee_id")
            )
            vals.update({k: v for k, v in prepared.items() if not vals.get(k)})

    # ------------------------------------------------------------------ timer

    def button_end_work(self):
        """Stop; on a ticket the note is asked for, and a forgotten timer is capped."""
        on_ticket = self.filtered("ticket_id")
        result = True
        if self - on_ticket:
            result = super(AccountAnalyticLine, self - on_ticket).button_end_work()
        if not on_ticket:
            return result
        asked = on_ticket.filtered(lambda line: not line._has_note())
        if "stop_dt" not in self.env.context and asked:
            return asked[0]._get_stop_dialog()
        on_ticket._stop_timer(self.env._("Another timer was started"))
        return result

    def _get_stop_dialog(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Stop timer"),
            "res_model": "helpdesk.timer.stop",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_line_id": self.id},
        }

    def _elapsed_hours(self):
        """Return the hours of a running timer until now, at most the longest timer.

        Until ``stop_dt`` of the context (UTC), if a timer is exchanged for another.
        """
        self.ensure_one()
        until = self.env.context.get("stop_dt") or fields.Datetime.now()
        elapsed = self._duration(self.date_time, fields.Datetime.to_datetime(until))
        longest = self.company_id.helpdesk_timer_max_hours or 8
        return min(max(elapsed, SHORTEST), longest)

    def _stop_timer(self, note, hours=None):
        """Stop running timers.

        :param note: what was done; on a line that has a note already it stays
        :param hours: the time to log, by default what has elapsed, capped
        :raises UserError: a timer is not running
        """
        for line in self:
            if line.unit_amount:
                raise UserError(self.env._("This timer has been stopped already."))
            vals = {"unit_amount": hours or line._elapsed_hours()}
            if not line._has_note():
                vals["name"] = note
            line.write(vals)

    def _check_not_forgotten(self):
        """Refuse to stop by the way what has run too long to be true.

        :raises UserError: a timer on a task, or a line of no hours taken for one
        """
        for line in self.filtered(lambda line: not line.ticket_id):
            longest = line.company_id.helpdesk_timer_max_hours or 8
            if line._duration(line.date_time, fields.Datetime.now()) > longest:
                raise UserError(
                    self.env._(
                        "Your timer on %(name)s has been running since %(day)s. Stop "
                        "it in the Timesheets app and correct its hours first.",
                        name=line.display_name,
                        day=fields.Date.to_string(line.date),
                    )
                )

    @api.model
    def _cron_stop_forgotten_timers(self):
        """Stop timers on tickets that run longer than their company allows."""
        now = fields.Datetime.now()
        # sudo: the job stops everybody's timers
        running = self.sudo().search([("timer_running", "=", True)], order="date_time")
        running = self.env["helpdesk.background"]._lock_free(running)
        forgotten = running.filtered(
            lambda line: (
                line.date_time
                + timedelta(hours=line.company_id.helpdesk_timer_max_hours or 8)
                <= now
            )
        )
        for company, lines in forgotten.grouped("company_id").items():
            lines._stop_timer(
                self.env._(
                    "Forgotten timer, stopped after %(hours)g h: please correct",
                    hours=company.helpdesk_timer_max_hours,
                )
            )
