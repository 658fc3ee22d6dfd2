# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What happens by itself in a team: each rule with its switch."""

from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models

#: A job that is due for longer does not run.
SILENT_HOURS = 3


class AutomationRules(NamedTuple):
    """A team's rules as plain values; hours."""

    remind_customers: bool
    close_unanswered: bool
    grace_hours: float
    close_resolved: bool
    auto_close_hours: float
    idle_hours: float


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    remind_customers = fields.Boolean(
        string="Remind customers who do not answer",
        default=True,
        help="While a ticket waits for the customer he is reminded by the schedule.",
    )
    reminder_step_ids = fields.One2many(
        "helpdesk.reminder.step",
        "team_id",
        string="Reminders",
        help="The team's own schedule. Without one, the general schedule applies.",
    )
    has_own_reminders = fields.Boolean(compute="_compute_has_own_reminders")
    general_reminders = fields.Char(
        compute="_compute_has_own_reminders",
        help="The mails of the general schedule, hours after the question.",
    )
    close_unanswered = fields.Boolean(
        string="Close after the final notice",
        default=True,
        help="A ticket whose customer stays silent is closed as “No reply”, never "
        "before the final notice was sent.",
    )
    grace_hours = fields.Float(
        string="Grace (hours)",
        help="Time between the final notice and the close; 0: both at once.",
    )
    close_resolved = fields.Boolean(
        string="Close resolved tickets",
        default=True,
        help="A resolved ticket whose customer says nothing is closed.",
    )
    auto_close_hours = fields.Float(
        string="Silence before closing (hours)",
        default=168,
        help="How long the customer has to say that it is not solved: 168 is a week.",
    )
    idle_hours = fields.Float(
        string="Idle after (hours)",
        help="A ticket nobody worked on for so long is moved to the stage for waiting, "
        "marked as moved automatically. Its clock runs on and the customer is not "
        "written to. 0: the rule is off.",
    )

    _automation_hours = models.Constraint(
        "CHECK(grace_hours >= 0 AND auto_close_hours >= 0 AND idle_hours >= 0)",
        "Hours of the automation cannot be negative.",
    )

    @api.depends("reminder_step_ids")
    def _compute_has_own_reminders(self):
        steps = self.env["helpdesk.reminder.step"].search([("team_id", "=", False)])
        general = ", ".join(steps.mapped("display_name"))
        for team in self:
            team.has_own_reminders = bool(team.reminder_step_ids)
            team.general_reminders = general or self.env._("none")

    def write(self, vals):
        result = super().write(vals)
        watched = {*AutomationRules._fields, "muted_template_ids"}
        if not watched.isdisjoint(vals):
            self.env["helpdesk.ticket"]._wake_automation(self, "idle_hours" in vals)
        return result

    def action_copy_reminders(self):
        """Give each team a copy of the general schedule, to be changed at will."""
        self.check_access("write")
        general = self.env["helpdesk.reminder.step"].search([("team_id", "=", False)])
        for team in self.filtered(lambda t: not t.reminder_step_ids):
            general.copy({"team_id": team.id})
        return True

    def action_preview_automation(self):
        """Show what the automation would do now to the team's tickets."""
        self.ensure_one()
        self.check_access("write")
        preview = self.env["helpdesk.automation.preview"].create(
            {"team_id": self.id, "idle_hours": self.idle_hours or 24}
        )
        preview._fill()
        return preview._get_action()

    # ------------------------------------------------------------------ rules

    def _get_automation_rules(self):
        """Return {team: AutomationRules}, with the defaults for tickets without team.

        The empty team is always among the keys.
        """
        names = AutomationRules._fields
        defaults = {
            name: (default(self) if (default := self._fields[name].default) else 0)
            for name in names
        }
        nobody = self.browse()
        rules = {nobody: AutomationRules(**defaults)}
        for team in self:
            rules[team] = AutomationRules(*(team[name] for name in names))
        return rules

    def _get_schedules(self):
        """Return {team: its reminders as plain steps}, also for no team.

        A mail the team has muted is as good as not in the schedule.
        """
        steps = self.env["helpdesk.reminder.step"]
        nobody = self.browse()
        # sudo: the schedule and the muted mails bind whoever moves a ticket
        by_team = steps._for_teams(self.sudo())
        schedules = {
            team: chosen._to_schedule(team.muted_template_ids)
            for team, chosen in by_team.items()
        }
        # sudo: as above
        general = steps.sudo().search([("team_id", "=", False)])
        schedules[nobody] = general._to_schedule(self.env["mail.template"])
        return schedules

    def _get_problems(self):
        problems = super()._get_problems()
        roles = set(self._get_applicable_stages().mapped("role"))
        final = any(step.final for step in self._get_schedules()[self])
        if self.remind_customers and self.close_unanswered and not final:
            problems.append(
                self.env._(
                    "The reminders have no final notice: tickets that wait for the "
                    "customer are never closed by themselves."
                )
            )
        if self.idle_hours and "pending_customer" not in roles:
            problems.append(
                self.env._("The idle rule is on, but no stage for waiting applies.")
            )
        return problems

    def _retrieve_dashboard(self):
        return [*super()._retrieve_dashboard(), *self._get_health_cards()]

    @api.model
    def _get_health_cards(self):
        """Return what managers must know about the helpdesk's own health."""
        if not self.env.user.has_group("helpdesk_mgmt.group_helpdesk_manager"):
            return []
        count = self.env["helpdesk.ticket"].search_count(
            [("automation_failures", ">", 0)]
        )
        problems = "helpdesk_mgmt_ext.helpdesk_ticket_action_automation_problem"
        silent = self._get_silent_jobs()
        return [
            {
                "name": self.env._("Automation problems"),
                "value": count,
                "sequence": 90,
                "icon": "fa-wrench",
                "show": count > 0,
                "action": problems,
            },
            {
                # The scheduler switches off a job that fails for a week, and only
                # its log tells.
                "name": self.env._("Automation is switched off"),
                "value": len(silent),
                "sequence": 91,
                "icon": "fa-power-off",
                "show": bool(silent),
                "action": "helpdesk_mgmt_ext.helpdesk_health_action",
            },
        ]

    @api.model
    def _watched_jobs(self):
        """Return the XML-IDs of the jobs the helpdesk cannot do without."""
        return [
            "helpdesk_mgmt_ext.ir_cron_lifecycle",
            "helpdesk_mgmt_ext.ir_cron_mail_retry",
            "helpdesk_mgmt_ext.ir_cron_webhook_deliver",
        ]

    @api.model
    def _get_silent_jobs(self):
        """Return the watched jobs without heartbeat: off, gone, or due for hours.

        Also those that wait for a moment from before the clock was set back.
        """
        late = fields.Datetime.now() - timedelta(hours=SILENT_HOURS)
        data = self.env["ir.model.data"]
        ids = {xmlid: data._xmlid_to_res_id(xmlid) for xmlid in self._watched_jobs()}
        # sudo: managers may not read scheduled actions
        jobs = self.env["ir.cron"].sudo().browse(filter(None, ids.values())).exists()
        alive = {
            job.id
            for job in jobs - jobs._helpdesk_waits_for_old_time()
            if job.active and not (job.nextcall and job.nextcall < late)
        }
        return [xmlid for xmlid, job_id in ids.items() if job_id not in alive]
