# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a watcher outside may ask: which promises are about to be broken."""

from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.helpdesk_mgmt_ext.api_schema import Call

#: Levels as our own ladder gives them by default.
AT_RISK_LEVEL, BREACHED_LEVEL = 1, 2


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @api.model
    @Call(
        summary="List the tickets whose deadline is near or past",
        description="The most urgent first; a ticket that is already escalated as high "
        "as its state asks for is left out. `level` and `key` are what to give to "
        "api_escalate. Odoo escalates by its own ladder in any case.",
        properties={
            "window_minutes": {
                "type": ["integer", "null"],
                "minimum": 0,
                "maximum": 10_080,
                "description": "How far ahead to look, 60 if not given.",
            },
            "limit": {
                "type": ["integer", "null"],
                "minimum": 1,
                "maximum": 500,
                "description": "At most so many, 100 if not given.",
            },
        },
        answer={
            "type": "object",
            "properties": {
                "at": {"type": "string"},
                "tickets": {"type": "array", "items": {"type": "object"}},
            },
            "required": ["at", "tickets"],
        },
        example={"window_minutes": 60, "limit": 50},
        example_answer={
            "at": "2026-03-02T09:00:00+00:00",
            "tickets": [
                {
                    "id": 42,
                    "ticket": "HT00042",
                    "subject": "Invoice 2026-114 shows the wrong tax",
                    "team": "finance_hr",
                    "priority": "high",
                    "sla_state": "at_risk",
                    "deadline": "2026-03-02T09:20:00+00:00",
                    "minutes_left": 20,
                    "escalation_level": 0,
                    "level": 1,
                    "key": "HT00042-1-1",
                }
            ],
        },
    )
    def api_sla_candidates(self, window_minutes=None, limit=None):
        """List open tickets whose nearest deadline is within the window or past.

        :return: dict with ``at`` (time of the server, UTC) and ``tickets``
        """
        self._api_check(
            "api_sla_candidates", window_minutes=window_minutes, limit=limit
        )
        now = fields.Datetime.now()
        window = timedelta(minutes=60 if window_minutes is None else window_minutes)
        # as the bot: the integration has no access to tickets; its companies are asked
        tickets = self.browse()._api_as_bot()
        found = tickets.search(
            self._sla_candidates_domain(now, window),
            order="sla_deadline, id",
            limit=limit or 100,
        )
        return {
            "at": self._api_time(now),
            "tickets": [ticket._sla_candidate(now) for ticket in found],
        }

    @api.model
    def _sla_candidates_domain(self, now, window):
        return [
            ("company_id", "in", [False, *self._api_companies().ids]),
            ("stage_id.closed", "=", False),
            ("sla_state", "in", ("running", "at_risk", "breached")),
            ("sla_deadline", "!=", False),
            "|",
            "&",
            ("sla_deadline", "<=", now),
            ("escalation_level", "<", BREACHED_LEVEL),
            "&",
            "&",
            ("sla_deadline", ">", now),
            ("sla_deadline", "<=", now + window),
            ("escalation_level", "<", AT_RISK_LEVEL),
        ]

    def _sla_candidate(self, now):
        self.ensure_one()
        late = self.sla_deadline <= now
        level = BREACHED_LEVEL if late else AT_RISK_LEVEL
        priorities = ("low", "medium", "high", "urgent")
        return {
            "id": self.id,
            "ticket": self.number,
            "subject": self.name,
            "team": self.team_id.code or None,
            "priority": priorities[int(self.priority or 0)],
            "sla_state": "breached" if late else "at_risk",
            "deadline": self._api_time(self.sla_deadline),
            "minutes_left": int((self.sla_deadline - now).total_seconds() // 60),
            "escalation_level": self.escalation_level,
            "level": level,
            "key": f"{self.number}-{self.cycle}-{level}",
        }
