# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How the teams did in a period and before; each figure opens its rows."""

from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..report_periods import buckets, previous, window
from .helpdesk_overview import MANAGER

#: Periods to choose from: days → days per point of the curves.
STEPS = {7: 1, 30: 3, 90: 7}
#: A median, or a share, of fewer tickets than these says nothing.
MIN_SAMPLE = 5


class HelpdeskManagerDashboard(models.AbstractModel):
    _name = "helpdesk.manager.dashboard"
    _description = "Helpdesk Manager Dashboard"

    @api.model
    @api.readonly
    def get_data(self, days=30, team_id=False):
        """Return the manager's dashboard for the companies he looks at.

        A period is whole days in the user's timezone, today included. Tickets count in
        it by when they were received, or were resolved, as each metric says.

        :param days: 7, 30 or 90; anything else is taken as 30
        :param team_id: id of a team to look at, its sub-teams included; False: all
        :return: dict with ``cards``, ``trend``, ``agents``, ``teams`` (rows) and
            ``heat``; hours are clock hours, shares are 0 to 100, a figure of too few
            tickets is None. Every figure has the ``action`` that opens its rows.
        :raises AccessError: the user is no helpdesk manager
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only helpdesk managers may see this."))
        days = int(days) if days in STEPS else 30
        team_id = int(team_id or 0)
        teams = self._get_teams()
        return {
            "days": days,
            "choices": list(STEPS),
            "minimum": MIN_SAMPLE,
            "team_id": team_id,
            "team_names": [
                {"id": team.id, "name": team.display_name} for team in teams
            ],
            **self._prepare_figures(days, self._get_scope(team_id), teams),
        }

    @api.model
    def _prepare_figures(self, days, scope, teams):
        """Return what was measured in the last ``days``, beside the period before."""
        zone = ZoneInfo(self.env.tz.zone)
        now = window(fields.Datetime.now(), days, zone)
        metrics = self._get_metrics()
        pieces = buckets(now, STEPS[days], zone)
        found = self._measure(metrics, scope, now, pieces)
        before = self._measure(metrics, scope, previous(now, days, zone))
        return {
            "empty": not (found["total"]["received"]["count"] or self._has_rows(scope)),
            "cards": [
                self._prepare_card(metric, scope, now, found["total"], before["total"])
                for metric in metrics
            ],
            "backlog": self._get_backlog(scope),
            "trend": self._prepare_trend(metrics, scope, pieces, found["bucket"]),
            "columns": [self._prepare_column(metric) for metric in metrics],
            "teams": self._prepare_rows(metrics, scope, now, teams, found["team"]),
            "agents": self._get_agents(scope, now),
            "heat": self._get_heat(scope, now),
        }

    # ---------------------------------------------------------------- metrics

    @api.model
    def _get_metrics(self):
        """Return what is measured, in the order shown; other addons add theirs.

        Each is a dict: ``key``, ``label``, ``hint``, ``basis`` (the time that puts a
        ticket into a period), ``kind`` (``count``, ``hours``: median and 90th
        percentile, or ``percent``), ``field`` unless it counts, ``better`` (``up`` or
        ``down``; nothing if neither).
        """
        return [
            {
                "key": "received",
                "label": self.env._("Received"),
                "hint": self.env._("Tickets that came in"),
                "basis": "received_at",
                "kind": "count",
            },
            {
                "key": "solved",
                "label": self.env._("Solved"),
                "hint": self.env._("Tickets whose solution was delivered"),
                "basis": "resolved_at",
                "kind": "count",
                "better": "up",
            },
            *self._get_time_metrics(),
            *self._get_quality_metrics(),
        ]

    @api.model
    def _get_time_metrics(self):
        return [
            {
                "key": "first_response",
                "label": self.env._("First response"),
                "hint": self.env._("Until the first answer, of tickets received"),
                "basis": "received_at",
                "kind": "hours",
                "field": "first_response_hours",
                "better": "down",
            },
            {
                "key": "resolution",
                "label": self.env._("Resolution"),
                "hint": self.env._("From arrival to solution, of tickets solved"),
                "basis": "resolved_at",
                "kind": "hours",
                "field": "resolution_hours",
                "better": "down",
            },
        ]

    @api.model
    def _get_quality_metrics(self):
        return [
            {
                "key": "csat",
                "label": self.env._("Satisfaction"),
                "hint": self.env._("Rated 4 or 5 of 5, of tickets solved and rated"),
                "basis": "resolved_at",
                "kind": "percent",
                "field": "rating_satisfied",
                "better": "up",
            },
            {
                "key": "fcr",
                "label": self.env._("First contact resolution"),
                "hint": self.env._("Solved with one answer and for good"),
                "basis": "resolved_at",
                "kind": "percent",
                "field": "fcr",
                "better": "up",
            },
        ]

    # ---------------------------------------------------------------- domains

    @api.model
    def _get_teams(self):
        return self.env["helpdesk.ticket.team"].search_fetch(
            [], ["name", "complete_name"]
        )

    @api.model
    def _get_scope(self, team_id):
        """Return the domain of the team looked at; an unknown one finds nothing."""
        return Domain("team_id", "child_of", team_id) if team_id else Domain.TRUE

    @api.model
    def _in_period(self, basis, period):
        start, stop = map(fields.Datetime.to_string, period)
        return Domain(basis, ">=", start) & Domain(basis, "<", stop)

    @api.model
    def _metric_domain(self, metric, scope, period):
        """Return the rows that a figure is made of."""
        domain = scope & self._in_period(metric["basis"], period)
        if metric["kind"] != "count":
            domain &= Domain("known_figure", "=", metric["field"])
        return domain

    @api.model
    def _prepare_action(self, name, domain):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "helpdesk.ticket.analysis",
            "views": [[False, mode] for mode in ("list", "pivot", "graph")],
            "domain": list(domain),
            "context": {},
            "target": "current",
        }

    @api.model
    def _has_rows(self, scope):
        return bool(self.env["helpdesk.ticket.analysis"].search(scope, limit=1))
