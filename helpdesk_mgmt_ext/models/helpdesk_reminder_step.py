# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..reminder_schedule import Step


class HelpdeskReminderStep(models.Model):
    """One reminder to a customer who does not answer, some hours after the question.

    The steps without team are the general schedule; a team that has steps of its own
    uses those instead.
    """

    _name = "helpdesk.reminder.step"
    _description = "Helpdesk Reminder"
    _order = "team_id, hours, id"
    _rec_name = "template_id"

    team_id = fields.Many2one(
        "helpdesk.ticket.team",
        ondelete="cascade",
        index="btree_not_null",
        help="Empty: the general schedule, for all teams without one of their own.",
    )
    hours = fields.Float(
        string="After (hours)",
        required=True,
        default=24,
        help="Hours since we wait for the customer: 24 is a day, 168 a week.",
    )
    template_id = fields.Many2one(
        "mail.template",
        string="Mail",
        required=True,
        ondelete="restrict",
        domain="[('model', '=', 'helpdesk.ticket')]",
        default=lambda self: self.env.ref(
            "helpdesk_mgmt_ext.mail_template_reminder", raise_if_not_found=False
        ),
    )
    is_final = fields.Boolean(
        string="Final notice",
        help="The last mail. Only after it, never before, the ticket may be closed "
        "because nobody answered.",
    )

    _hours_uniq = models.UniqueIndex(
        "(COALESCE(team_id, 0), hours)",
        "Two reminders of a schedule cannot be sent at the same hour.",
    )
    _hours_positive = models.Constraint(
        "CHECK(hours > 0)", "A reminder is sent some time after the question."
    )

    @api.constrains("team_id", "hours", "is_final")
    def _check_final(self):
        """A schedule has at most one final notice, and nothing comes after it.

        :raises ValidationError: says which schedule is wrong
        """
        domain = [("team_id", "in", [*self.team_id.ids, False])]
        for team, steps in self.search(domain).grouped("team_id").items():
            final = steps.filtered("is_final")
            if len(final) > 1 or (final and final.hours < max(steps.mapped("hours"))):
                raise ValidationError(
                    self.env._(
                        "%(team)s: a schedule has one final notice, and it is the last "
                        "of its mails.",
                        team=team.display_name or self.env._("General schedule"),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps._wake_automation()
        return steps

    def write(self, vals):
        self._wake_automation()
        result = super().write(vals)
        self._wake_automation()
        return result

    def unlink(self):
        self._wake_automation()
        return super().unlink()

    def _wake_automation(self):
        """Let the lifecycle job look anew at the tickets that wait by these steps."""
        teams = self.team_id
        if self.filtered(lambda step: not step.team_id):
            teams = None
        self.env["helpdesk.ticket"]._wake_automation(teams)

    @api.model
    def _for_teams(self, teams):
        """Return {team: its steps}, the general ones where a team has none.

        :param teams: teams, or ids; the empty team stands for tickets without team
        """
        # sudo: the schedule binds whoever moves a ticket, also the gateway
        steps = self.sudo().search([("team_id", "in", [*teams.ids, False])])
        by_team = defaultdict(self.browse, steps.grouped("team_id"))
        general = by_team[self.env["helpdesk.ticket.team"]]
        return {team: by_team.get(team) or general for team in teams}

    def _to_schedule(self, muted):
        """Return the steps as plain values, without those whose mail is ``muted``."""
        return [
            Step(step.hours, step.is_final, step.id)
            for step in self
            if step.template_id not in muted
        ]

    @api.depends("hours", "template_id", "is_final")
    def _compute_display_name(self):
        for step in self:
            step.display_name = self.env._(
                "%(mail)s (after %(hours)g h)",
                mail=step.template_id.name or "",
                hours=step.hours,
            )
