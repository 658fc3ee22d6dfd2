# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The dashboard's figures: one query per time that puts tickets into a period."""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .helpdesk_manager_dashboard import MIN_SAMPLE

BACKLOG = Domain(
    "stage_role", "not in", ["cancelled", "closed", "rejected", "resolved"]
)
#: Rows of the chart of agents; who comes after them is busy least.
MAX_AGENTS = 15


class HelpdeskManagerDashboard(models.AbstractModel):
    _inherit = "helpdesk.manager.dashboard"

    @api.model
    def _measure(self, metrics, scope, period, pieces=None):
        """Measure a period in all, and if it is cut into ``pieces`` by team and piece.

        :return: {"total": figures, "team": {id: figures}, "bucket": {index: figures}};
            figures: {key of the metric: {"count", "value", "p90"}}
        """
        found = {"total": {}, "team": {}, "bucket": {}}
        for basis in dict.fromkeys(metric["basis"] for metric in metrics):
            chosen = [metric for metric in metrics if metric["basis"] == basis]
            domain = scope & self._in_period(basis, period)
            for kind, key, figures in self._query(chosen, basis, domain, pieces):
                place = found["total"] if kind == "total" else found[kind]
                if kind != "total":
                    place = place.setdefault(key, {})
                place.update(figures)
        return found

    @api.model
    def _query(self, metrics, basis, domain, pieces):
        """Yield (kind, key, figures) of the rows that the user may read."""
        analysis = self.env["helpdesk.ticket.analysis"]
        query = analysis._search(domain)
        table = analysis._table
        columns = [
            column
            for metric in metrics
            for column in self._metric_columns(metric, query)
        ]
        if pieces:
            team = analysis._field_to_sql(table, "team_id", query)
            bucket = SQL(
                "width_bucket(%s, %s::timestamp[])",
                analysis._field_to_sql(table, basis, query),
                [piece.start for _local, piece in pieces],
            )
            query.groupby = SQL("GROUPING SETS ((), (%s), (%s))", team, bucket)
            columns = [SQL("GROUPING(%s, %s)", team, bucket), team, bucket, *columns]
        else:
            columns = [SQL("3"), SQL("NULL"), SQL("NULL"), *columns]
        for level, team_id, index, *values in self.env.execute_query(
            query.select(*columns)
        ):
            kind = {3: "total", 1: "team", 2: "bucket"}[level]
            key = team_id if kind == "team" else index and index - 1
            yield kind, key, self._read_figures(metrics, values)

    @api.model
    def _metric_columns(self, metric, query):
        """Return three columns: how many tickets, the figure, its 90th percentile."""
        if metric["kind"] == "count":
            return [SQL("COUNT(*)"), SQL("COUNT(*)"), SQL("NULL")]
        analysis = self.env["helpdesk.ticket.analysis"]
        value = analysis._field_to_sql(analysis._table, metric["field"], query)
        if metric["kind"] == "percent":
            return [SQL("COUNT(%s)", value), SQL("AVG(%s)", value), SQL("NULL")]
        return [
            SQL("COUNT(%s)", value),
            SQL("percentile_cont(0.5) WITHIN GROUP (ORDER BY %s)", value),
            SQL("percentile_cont(0.9) WITHIN GROUP (ORDER BY %s)", value),
        ]

    @api.model
    def _read_figures(self, metrics, values):
        figures = {}
        for metric in metrics:
            count, value, p90, *values = values
            if metric["kind"] != "count" and count < MIN_SAMPLE:
                value = p90 = None
            figures[metric["key"]] = {
                "count": count,
                "value": None if value is None else float(value),
                "p90": None if p90 is None else float(p90),
            }
        return figures

    # ------------------------------------------------------- for the browser

    @api.model
    def _get_figure(self, figures, metric):
        nothing = 0.0 if metric["kind"] == "count" else None
        return figures.get(metric["key"], {"count": 0, "value": nothing, "p90": None})

    @api.model
    def _prepare_card(self, metric, scope, period, now, before):
        domain = self._metric_domain(metric, scope, period)
        return {
            **self._prepare_column(metric),
            **self._get_figure(now, metric),
            "previous": self._get_figure(before, metric)["value"],
            "action": self._prepare_action(metric["label"], domain),
        }

    @api.model
    def _prepare_column(self, metric):
        keys = ("key", "label", "hint", "kind")
        return {
            **{key: metric[key] for key in keys},
            "better": metric.get("better", ""),
        }

    @api.model
    def _prepare_trend(self, metrics, scope, pieces, by_piece):
        """Return the curves; each point opens the rows it is made of."""
        return {
            "labels": [str(local.date()) for local, _piece in pieces],
            "series": [
                {
                    **self._prepare_column(metric),
                    "points": [
                        {
                            **self._get_figure(by_piece.get(index, {}), metric),
                            "action": self._prepare_action(
                                f"{metric['label']}: {local.date()}",
                                self._metric_domain(metric, scope, piece),
                            ),
                        }
                        for index, (local, piece) in enumerate(pieces)
                    ],
                }
                for metric in metrics
            ],
        }

    @api.model
    def _prepare_rows(self, metrics, scope, period, teams, by_team):
        """Return a row of figures per team that had any; without a team comes last."""
        names = {team.id: team.display_name for team in teams}
        order = [team.id for team in teams if team.id in by_team]
        order += [team_id for team_id in by_team if team_id not in names]
        rows = []
        for team_id in order:
            name = names.get(team_id) or self.env._("No team")
            within = scope & Domain("team_id", "=", team_id or False)
            rows.append(
                {
                    "id": team_id or 0,
                    "name": name,
                    "figures": [
                        {
                            **self._get_figure(by_team[team_id], metric),
                            "key": metric["key"],
                            "kind": metric["kind"],
                            "action": self._prepare_action(
                                f"{name}: {metric['label']}",
                                self._metric_domain(metric, within, period),
                            ),
                        }
                        for metric in metrics
                    ],
                }
            )
        return rows

    # ------------------------------------------------------- load and arrivals

    @api.model
    def _get_backlog(self, scope):
        """Return what is open now and its age in days, whatever the period."""
        domain = scope & BACKLOG
        analysis = self.env["helpdesk.ticket.analysis"]
        ((count, age),) = analysis._read_group(
            domain, [], ["__count", "backlog_age_days:avg"]
        )
        return {
            "count": count,
            "age": age if count else None,
            "action": self._prepare_action(self.env._("Backlog"), domain),
        }

    @api.model
    def _get_agents(self, scope, period):
        """Return how many tickets each has open now and solved in the period."""
        analysis = self.env["helpdesk.ticket.analysis"]
        open_now = scope & BACKLOG
        solved = scope & self._in_period("resolved_at", period)
        counts = [
            dict(analysis._read_group(domain, ["user_id"], ["__count"]))
            for domain in (open_now, solved)
        ]
        people = sorted({*counts[0], *counts[1]}, key=lambda u: -counts[0].get(u, 0))
        # sudo: names of colleagues, whom a manager may not be allowed to read
        names = {user: user.sudo().name for user in people}
        return [
            {
                "id": user.id,
                "name": names[user] or self.env._("Unassigned"),
                **{
                    key: {
                        "count": found.get(user, 0),
                        "action": self._prepare_action(
                            names[user] or self.env._("Unassigned"),
                            domain & Domain("user_id", "=", user.id),
                        ),
                    }
                    for key, found, domain in (
                        ("open", counts[0], open_now),
                        ("solved", counts[1], solved),
                    )
                },
            }
            for user in people[:MAX_AGENTS]
        ]

    @api.model
    def _get_heat(self, scope, period):
        """Return when tickets come in: a row per weekday, a cell per hour."""
        analysis = self.env["helpdesk.ticket.analysis"]
        domain = scope & self._in_period("received_at", period)
        found = {
            (day, hour): count
            for day, hour, count in analysis._read_group(
                domain, ["received_weekday", "received_hour"], ["__count"]
            )
        }
        weekdays = analysis._fields["received_weekday"]._description_selection(self.env)
        return {
            "most": max(found.values(), default=0),
            "action": self._prepare_action(self.env._("Received"), domain),
            "rows": [
                {
                    "day": day,
                    "name": name,
                    "cells": [found.get((day, hour), 0) for hour in range(24)],
                }
                for day, name in weekdays
            ],
        }
