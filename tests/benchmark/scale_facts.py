# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from scale_people import TEAMS
from scale_sql import array, comma


class FactsSeeding:
    """Promises, and what only ours notes of a ticket."""

    def targets(self):
        is_open = self.is_open()
        slas = self.env["helpdesk.sla"].search([])
        if self.ours:
            slas = slas.filtered(lambda s: s.priority == "1" and not s.tier_id)
            slas = slas.filtered(lambda s: s.metric in ("first_response", "resolution"))
        deadline = self.deadline()
        columns = {
            "ticket_id": f"{self.first_ticket - 1} + g",
            "sla_id": "s.id",
            "state": f"CASE WHEN {is_open} THEN 'in_progress' ELSE 'accomplished' END",
            "deadline": f"CASE WHEN {is_open} THEN {deadline}"
            f" ELSE {self.arrival()} + interval '4 days' END",
            "last_state_date": self.arrival(),
        }
        if self.ours:
            columns |= {
                "metric": "s.metric",
                "cycle": "1",
                "lap": "0",
                "breach_count": "0",
                "late_lap": "-1",
                "company_id": str(self.env.company.id),
                "next_at": f"CASE WHEN {is_open} THEN {deadline} END",
                "warn_at": f"CASE WHEN {is_open} THEN {deadline} END",
            }
        else:
            columns |= {"hours": "s.hours", "expected_stage_id": "s.stage_id"}
        series = f"generate_series(1, {self.size}) g"
        wanted = f"{series}, helpdesk_sla s WHERE s.id IN ({comma(slas.ids)})"
        self.bulk.insert("helpdesk_ticket_sla", columns, wanted)

    def facts(self):
        """What only ours notes: clock events, stage times, an analysis each."""
        if not self.ours:
            return
        series = f"generate_series(1, {self.size}) g"
        ticket = f"{self.first_ticket - 1} + g"
        common = {"ticket_id": ticket, "at": self.arrival()}
        self.bulk.insert(
            "helpdesk_sla_event",
            common | {"cycle": "1", "kind": "'start'", "role": "'new'"},
            series,
        )
        self.bulk.insert(
            "helpdesk_ticket_stage_log",
            common | {"stage_id": self.stage(), "role": "'new'", "ball": "'us'"},
            series,
        )
        team = f"({array(self.team_records.ids)})[1 + g % {TEAMS}]"
        self.bulk.insert(
            "helpdesk_ai_analysis",
            {
                "ticket_id": ticket,
                "company_id": str(self.env.company.id),
                "state": "'done'",
                "outcome": "'accepted'",
                "decision": "'auto_assigned'",
                "team_id": team,
                "final_team_id": team,
                "confidence": "0.5 + (g % 50) / 100.0",
                "analysed_at": self.arrival(),
                "provider": "'embedded'",
                "explanation": "'{}'",
            },
            series,
        )
