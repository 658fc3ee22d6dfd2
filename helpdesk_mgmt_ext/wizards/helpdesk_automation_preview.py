# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..models.helpdesk_ticket_automation import IDLE, IDLE_ROLES, REMIND
from ..models.helpdesk_ticket_satisfaction import ASKED, REMINDED
from ..models.helpdesk_ticket_satisfaction_run import CSAT
from ..reminder_schedule import CLOSE, WAIT

LIMIT = 500


class HelpdeskAutomationPreview(models.TransientModel):
    """A dry run: what the automation of a team would do now, and does not do."""

    _name = "helpdesk.automation.preview"
    _description = "Helpdesk Automation Preview"

    team_id = fields.Many2one("helpdesk.ticket.team", required=True, readonly=True)
    idle_hours = fields.Float(
        string="Idle after (hours)",
        help="Try out the idle rule with another time; nothing is saved.",
    )
    line_ids = fields.One2many(
        "helpdesk.automation.preview.line", "preview_id", readonly=True
    )
    now_count = fields.Integer(string="Due now", compute="_compute_counts")
    off_count = fields.Integer(string="Switched off", compute="_compute_counts")

    @api.depends("line_ids.state")
    def _compute_counts(self):
        for preview in self:
            states = preview.line_ids.mapped("state")
            preview.now_count = states.count("now")
            preview.off_count = states.count("off")

    def action_refresh(self):
        """Ask again, with the idle time that was typed in."""
        self.ensure_one()
        self._fill()
        return self._get_action()

    def _get_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What would happen now: %s", self.team_id.name),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _fill(self):
        """Make the lines anew, by the very plan that the job follows."""
        self.ensure_one()
        now = fields.Datetime.now()
        team = self.team_id
        force = team._get_automation_rules()
        would = {
            **force,
            team: force[team]._replace(
                remind_customers=True,
                close_unanswered=True,
                close_resolved=True,
                idle_hours=self.idle_hours,
            ),
        }
        tickets = self.env["helpdesk.ticket"].search(
            [
                ("team_id", "=", team.id),
                ("stage_role", "in", [*IDLE_ROLES, "pending_customer", "resolved"]),
            ]
        )
        real = tickets._plan_automation(now, force)
        tried = tickets._plan_automation(now, would)
        lines = [
            self._prepare_line(ticket, tried[ticket], real[ticket])
            for ticket in tickets
            if tried[ticket].action != WAIT or tried[ticket].at
        ]
        order = {"now": 0, "off": 1, "later": 2}
        lines.sort(key=lambda line: (order[line["state"]], line["at"]))
        self.line_ids.unlink()
        self.line_ids.create(lines[:LIMIT])

    def _prepare_line(self, ticket, plan, real):
        """Return the values of a line: ``plan`` is tried out, ``real`` is in force."""
        if plan.action == WAIT:
            state = "later" if real.at == plan.at else "off"
        else:
            state = "now" if real.action == plan.action else "off"
        step = self.env["helpdesk.reminder.step"].browse(plan.step)
        return {
            "preview_id": self.id,
            "ticket_id": ticket.id,
            "state": state,
            "at": plan.at,
            "effect": self._describe(ticket, plan, step),
        }

    def _describe(self, ticket, plan, step):
        """Return in words what ``plan`` does to ``ticket``."""
        if plan.action == REMIND:
            problem = not ticket._customer_email()
            text = self.env._("Send “%s”", step.template_id.name)
            if step.is_final and not self.team_id.grace_hours:
                text = self.env._(
                    "Send “%s” and close: no reply", step.template_id.name
                )
            return self.env._("%s: impossible, no address", text) if problem else text
        if plan.action == WAIT:
            return {
                IDLE: self.env._("Then: move to the stage for waiting, if still idle"),
                CLOSE: self.env._("Then: close, if the customer stays silent"),
                ASKED: self.env._("Then: ask how satisfied the customer is"),
                REMINDED: self.env._("Then: remind the customer to rate"),
            }.get(plan.kind, self.env._("Then: the next reminder, or the close"))
        if plan.action == CSAT:
            return self.env._("Ask how satisfied the customer is")
        if plan.action == IDLE:
            return self.env._("Move to the stage for waiting: nobody works on it")
        return self.env._("Close: no reply")


class HelpdeskAutomationPreviewLine(models.TransientModel):
    _name = "helpdesk.automation.preview.line"
    _description = "Helpdesk Automation Preview Line"

    preview_id = fields.Many2one(
        "helpdesk.automation.preview", required=True, ondelete="cascade"
    )
    ticket_id = fields.Many2one("helpdesk.ticket", required=True, ondelete="cascade")
    stage_id = fields.Many2one(related="ticket_id.stage_id")
    state = fields.Selection(
        [("now", "Now"), ("off", "Off"), ("later", "Later")], required=True
    )
    at = fields.Datetime(string="Due")
    effect = fields.Char()
