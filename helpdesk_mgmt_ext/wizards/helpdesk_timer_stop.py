# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class HelpdeskTimerStop(models.TransientModel):
    """Ask what was done in the time, when a timer is stopped."""

    _name = "helpdesk.timer.stop"
    _description = "Stop a Helpdesk Timer"

    line_id = fields.Many2one(
        "account.analytic.line", required=True, readonly=True, ondelete="cascade"
    )
    ticket_id = fields.Many2one(related="line_id.ticket_id")
    started_at = fields.Datetime(related="line_id.date_time", string="Started")
    hours = fields.Float(
        string="Time",
        compute="_compute_from_line",
        compute_sudo=True,
        store=True,
        readonly=False,
        help="Correct it if you forgot to stop the timer in time.",
    )
    work_type_id = fields.Many2one(
        "helpdesk.work.type",
        compute="_compute_from_line",
        compute_sudo=True,
        store=True,
        readonly=False,
    )
    is_billable = fields.Boolean(
        string="Billable",
        compute="_compute_is_billable",
        store=True,
        readonly=False,
    )
    note = fields.Text(string="What did you do?", required=True)

    @api.depends("line_id")
    def _compute_from_line(self):
        for dialog in self:
            line = dialog.line_id
            dialog.hours = line._elapsed_hours() if line else 0
            dialog.work_type_id = line.work_type_id

    @api.depends("work_type_id")
    def _compute_is_billable(self):
        for dialog in self:
            kind = dialog.work_type_id
            dialog.is_billable = not kind or kind.is_billable

    def _get_line(self):
        """Return the timer in superuser mode, once it is sure that it is one's own.

        :raises AccessError: it is a colleague's
        """
        self.ensure_one()
        # sudo: agents need no rights on timesheets; it must be their own timer
        line_sudo = self.line_id.sudo()
        if line_sudo.user_id != self.env.user or not line_sudo.ticket_id:
            raise AccessError(self.env._("This is not your timer."))
        return line_sudo

    def action_stop(self):
        """Log the time.

        :raises UserError: no note, no time, or the timer was stopped elsewhere
        """
        line_sudo = self._get_line()
        note = (self.note or "").strip()
        if not note:
            raise UserError(self.env._("Say what you did in this time."))
        if not 0 < self.hours <= 24:
            raise UserError(
                self.env._("Enter a time of more than 0 and up to 24 hours.")
            )
        line_sudo.name = note
        line_sudo.work_type_id = self.work_type_id
        line_sudo.is_billable = self.is_billable
        line_sudo._stop_timer(note, self.hours)
        return {"type": "ir.actions.act_window_close"}

    def action_discard(self):
        """Stop the timer without logging anything."""
        line_sudo = self._get_line()
        if line_sudo.unit_amount:
            raise UserError(self.env._("This timer has been stopped already."))
        line_sudo.unlink()
        return {"type": "ir.actions.act_window_close"}
