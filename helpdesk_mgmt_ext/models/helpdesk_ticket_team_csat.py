# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How a team asks its customers, and how satisfied they are."""

from datetime import timedelta
from typing import NamedTuple

from pytz import UTC, timezone

from odoo import api, fields, models

#: Days that the share of happy customers on the team's card looks back.
SHARE_DAYS = 90
#: A calendar without a working day in so long has none.
HORIZON = timedelta(days=60)


class CsatRules(NamedTuple):
    """A team's way of asking as plain values."""

    roles: frozenset
    delay_hours: float
    reminder_days: int


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    csat_active = fields.Boolean(
        string="Ask how satisfied the customer is",
        default=True,
        help="Once per solution, by mail with three smileys. Cancelled, rejected, "
        "duplicate and merged tickets are never asked about.",
    )
    csat_role = fields.Selection(
        [("closed", "When it is closed"), ("resolved", "When it is resolved")],
        string="Ask",
        default="closed",
        required=True,
    )
    csat_delay_hours = fields.Float(
        string="Wait before asking (hours)",
        help="Gives the customer time to try the solution. 0: at once; the closing "
        "mail then carries the question.",
    )
    csat_reminder_days = fields.Integer(
        string="Remind once after (days)",
        default=3,
        help="Only if he has not rated. 0: no reminder.",
    )
    csat_target = fields.Integer(
        string="Target: satisfied (%)",
        default=90,
        help="The share of happy customers the team wants to reach.",
    )
    csat_share = fields.Integer(
        string="Satisfied (%)",
        compute="_compute_csat_share",
        help="Happy customers among those who rated in the last 90 days.",
    )
    csat_count = fields.Integer(
        string="Ratings of the last 90 days", compute="_compute_csat_share"
    )

    _csat_numbers = models.Constraint(
        "CHECK(csat_delay_hours >= 0 AND csat_reminder_days >= 0"
        " AND csat_target BETWEEN 0 AND 100)",
        "Hours and days cannot be negative, and a target is between 0 and 100 %.",
    )

    def _compute_csat_share(self):
        """Count the ratings of all the teams at once, of tickets one may see."""
        since = fields.Datetime.now() - timedelta(days=SHARE_DAYS)
        groups = self.env["rating.rating"]._read_group(
            [
                ("helpdesk_team_id", "in", self.ids),
                ("consumed", "=", True),
                ("rating", ">=", 1),
                ("rated_on", ">=", since),
            ],
            ["helpdesk_team_id"],
            ["helpdesk_satisfied:avg", "__count"],
        )
        shares = {team: (share, count) for team, share, count in groups}
        for team in self:
            share, team.csat_count = shares.get(team._origin, (0, 0))
            team.csat_share = round(share)

    @api.model
    def _get_csat_template(self):
        return self.env.ref("helpdesk_mgmt_ext.mail_template_csat", False)

    def _get_csat_rules(self):
        """Return {team: CsatRules}, also for no team: there the defaults apply."""
        closed = frozenset({"closed"})
        roles = {"closed": closed, "resolved": closed | {"resolved"}}
        template = self._get_csat_template()
        nobody = self.browse()
        rules = {nobody: CsatRules(closed if template else frozenset(), 0, 3)}
        # sudo: the team's rules bind whoever moves its tickets
        for team in self.sudo():
            wanted = team.csat_active and template not in team.muted_template_ids
            rules[team] = CsatRules(
                roles[team.csat_role or "closed"]
                if wanted and template
                else frozenset(),
                team.csat_delay_hours,
                team.csat_reminder_days,
            )
        return rules

    def _next_working_day(self, now, company):
        """Return the first day after today on which the team works.

        :param now: naive UTC
        :param company: whose hours apply if the team has none
        """
        calendar = self.resource_calendar_id or company.resource_calendar_id
        zone = timezone(calendar.tz or "UTC")
        today = UTC.localize(now).astimezone(zone).date()
        days = [today + timedelta(days=number) for number in range(1, 8)]
        if calendar.attendance_ids:
            start = zone.localize(fields.Datetime.to_datetime(days[0]))
            work = calendar._work_intervals_batch(start, start + HORIZON)[False]
            for opens, _closes, _records in work:
                return opens.astimezone(zone).date()
        return next(day for day in days if day.weekday() < 5)

    def action_view_csat(self):
        """Open the ratings of this team."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "helpdesk_mgmt_rating.all_helpdesk_ticket_rating_action"
        )
        action["context"] = {
            "search_default_helpdesk_team_id": self.id,
            "search_default_rated_90_days": 1,
        }
        return action
