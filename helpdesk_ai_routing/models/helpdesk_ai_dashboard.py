# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Is the routing good, and can its confidence be believed?"""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..ticket_classifier.calibration import (
    MIN_DECISIONS,
    expected_calibration_error,
    reliability_bins,
    risk_coverage,
    threshold_by_cost,
    threshold_for_precision,
    wilson_lower,
)

#: Most decisions looked at, the newest.
LIMIT = 20_000
#: Teams shown in the confusion matrix.
MATRIX_TEAMS = 12


class HelpdeskAiDashboard(models.AbstractModel):
    _name = "helpdesk.ai.dashboard"
    _description = "Routing Quality"

    @api.model
    @api.readonly
    def get_data(self, days=90, wrong_minutes=None, triage_minutes=None):
        """Return what the dashboard shows for the companies the user looks at.

        :param days: how far back, in days
        :param wrong_minutes: minutes lost by a wrong route; default: the company's
        :param triage_minutes: minutes of a triage; default: the company's
        :raises AccessError: the user is no helpdesk officer
        """
        if not self.env.user.has_group("helpdesk_mgmt.group_helpdesk_user"):
            raise AccessError(self.env._("Only helpdesk officers may see this."))
        company = self.env.company
        days = min(max(int(days), 1), 3650)
        rows = self._rows(days)
        judged = [row for row in rows if row["outcome"] != "open"]
        minutes = self._minutes(wrong_minutes, triage_minutes)
        return {
            "days": days,
            "enough": len(judged) >= MIN_DECISIONS,
            "needed": MIN_DECISIONS,
            "totals": self._figures(rows),
            "weeks": self._grouped(rows, "week"),
            "teams": self._grouped(rows, "team"),
            "threshold": company.helpdesk_ai_threshold,
            "paused": company.helpdesk_ai_paused,
            "model": self._model_line(),
            "wrong_minutes": minutes[0],
            "triage_minutes": minutes[1],
            **self._curves(judged, minutes),
            "confusion": self._confusion(judged),
            "shadows": self._shadow_lines(days),
            "audit": self._audit(rows),
        }

    @api.model
    def _minutes(self, wrong, triage):
        """Return what a wrong route and a triage cost; None: as the company says."""
        company = self.env.company
        wrong = company.helpdesk_ai_wrong_minutes if wrong is None else wrong
        triage = company.helpdesk_ai_triage_minutes if triage is None else triage
        return float(wrong), float(triage)

    @api.model
    def _rows(self, days, shadow=False):
        """Return one dict per analysis; whoever sees the analyses sees these."""
        since = fields.Datetime.subtract(fields.Datetime.now(), days=days)
        analyses = self.env["helpdesk.ai.analysis"].search(
            [
                ("state", "=", "done"),
                ("shadow", "=", shadow),
                ("analysed_at", ">=", since),
            ],
            order="id desc",
            limit=LIMIT,
        )
        return [analysis._dashboard_row() for analysis in analyses]

    @api.model
    def _figures(self, rows):
        """Return counts and shares of some rows; a share without data is None."""
        judged = [row for row in rows if row["outcome"] != "open"]
        routable = [row for row in rows if row["routable"]]
        automatic = [row for row in routable if row["decision"] == "auto_assigned"]
        checked = [row for row in automatic if row["outcome"] != "open"]
        right = sum(row["outcome"] == "accepted" for row in checked)
        return {
            "count": len(rows),
            "judged": len(judged),
            "routable": len(routable),
            "automatic": len(automatic),
            "checked": len(checked),
            "accuracy": _share(judged, lambda row: row["outcome"] == "accepted"),
            "coverage": _share(
                routable, lambda row: row["decision"] == "auto_assigned"
            ),
            "precision": _share(checked, lambda row: row["outcome"] == "accepted"),
            "precision_low": wilson_lower(right, len(checked)) if checked else None,
            "overridden": _share(checked, lambda row: row["outcome"] == "corrected"),
        }

    @api.model
    def _audit(self, rows):
        """Return how the random sample turned out: the errors nobody reports count."""
        sample = [row for row in rows if row["audited"]]
        checked = [row for row in sample if row["outcome"] != "open"]
        right = sum(row["outcome"] == "accepted" for row in checked)
        return {
            "count": len(sample),
            "checked": len(checked),
            "precision": right / len(checked) if checked else None,
            "precision_low": wilson_lower(right, len(checked)) if checked else None,
        }

    @api.model
    def _grouped(self, rows, key):
        groups = defaultdict(list)
        for row in rows:
            groups[row[key]].append(row)
        return [
            {"name": name, **self._figures(groups[name])} for name in sorted(groups)
        ]

    @api.model
    def _curves(self, judged, minutes):
        """Return the reliability diagram, the risk curve and the two thresholds."""
        confidences = [row["confidence"] for row in judged]
        correct = [row["outcome"] == "accepted" for row in judged]
        free = [row for row in judged if not row["guarded"]]
        free_confidences = [row["confidence"] for row in free]
        free_correct = [row["outcome"] == "accepted" for row in free]
        promise = threshold_for_precision(free_confidences, free_correct)
        cheapest = threshold_by_cost(free_confidences, free_correct, *minutes)
        return {
            # a gap over a handful of decisions is chance, not calibration
            "ece": expected_calibration_error(confidences, correct)
            if len(judged) >= MIN_DECISIONS
            else None,
            "reliability": reliability_bins(confidences, correct) if judged else [],
            "risk": risk_coverage(free_confidences, free_correct) if free else [],
            "promise": promise
            and dict(
                zip(("threshold", "coverage", "precision", "low"), promise, strict=True)
            ),
            "cheapest": cheapest and {"threshold": cheapest[0], "minutes": cheapest[1]},
        }

    @api.model
    def _confusion(self, judged):
        """Return the suggested against the actual team, the busiest teams only."""
        counts, names, busy = defaultdict(int), {}, defaultdict(int)
        for row in judged:
            if not row["team_id"] or not row["final_id"]:
                continue
            counts[row["final_id"], row["team_id"]] += 1
            names[row["team_id"]], names[row["final_id"]] = row["team"], row["final"]
            busy[row["final_id"]] += 1
            busy[row["team_id"]] += 0
        teams = sorted(busy, key=lambda team: -busy[team])[:MATRIX_TEAMS]
        return {
            "teams": [names[team] for team in teams],
            "rows": [
                {
                    "name": names[final],
                    "cells": [
                        {
                            "id": team,
                            "count": counts[final, team],
                            "right": team == final,
                        }
                        for team in teams
                    ],
                }
                for final in teams
            ],
        }

    @api.model
    def _model_line(self):
        model = self.env["helpdesk.ai.model"]._active_model()
        if not model:
            return self.env._("Shipped vocabulary, nothing learned yet")
        return self.env._(
            "%(name)s, learned from %(count)s tickets",
            name=model.name,
            count=model.example_count,
        )

    @api.model
    def _shadow_lines(self, days):
        """Return accuracy of the silent providers on what is known by now."""
        rows = [row for row in self._rows(days, shadow=True) if row["provider"]]
        by_provider = defaultdict(list)
        for row in rows:
            by_provider[row["provider"]].append(row)
        # sudo: names of providers only
        names = self.env["helpdesk.ai.provider"].sudo().browse(by_provider)
        return [
            {"name": provider.name, **self._figures(by_provider[provider.id])}
            for provider in names.exists()
        ]

    @api.model
    def set_costs(self, wrong_minutes, triage_minutes):
        """Keep the two costs for the company, in minutes.

        :raises AccessError: the user is no helpdesk manager
        """
        self._check_manager()
        # sudo: helpdesk managers may not write companies otherwise
        self.env.company.sudo().write(
            {
                "helpdesk_ai_wrong_minutes": max(0.0, float(wrong_minutes)),
                "helpdesk_ai_triage_minutes": max(0.0, float(triage_minutes)),
            }
        )
        return True

    @api.model
    def set_threshold(self, threshold):
        """Route from this confidence on, 0 to 1.

        :raises AccessError: the user is no helpdesk manager
        """
        self._check_manager()
        # sudo: as above
        self.env.company.sudo().helpdesk_ai_threshold = float(threshold)
        return True

    @api.model
    def _check_manager(self):
        if not self.env.user.has_group("helpdesk_mgmt.group_helpdesk_manager"):
            raise AccessError(self.env._("Only helpdesk managers may change this."))


class HelpdeskAiAnalysis(models.Model):
    _inherit = "helpdesk.ai.analysis"

    def _dashboard_row(self):
        """Return what the dashboard counts of one analysis; weeks begin on Monday."""
        self.ensure_one()
        # sudo: names of teams only
        team, final = self.team_id.sudo(), self.final_team_id.sudo()
        week = fields.Date.start_of(self.analysed_at.date(), "week")
        return {
            "provider": self.provider_id.id,
            "week": week.isoformat(),
            "team_id": team.id,
            "team": team.name or self.env._("none"),
            "final_id": final.id,
            "final": final.name or "",
            "confidence": self.confidence,
            "guarded": bool(self.guard),
            "decision": self.decision,
            "audited": self.audited,
            "routable": self.routable,
            "outcome": self.outcome,
        }


def _share(rows, test):
    return sum(map(test, rows)) / len(rows) if rows else None
