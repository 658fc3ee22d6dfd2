# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a service outside says about a ticket, and what is made of it."""

from odoo import fields, models

from odoo.addons.helpdesk_mgmt_ext.api_schema import Call
from odoo.addons.helpdesk_mgmt_ext.api_schema.call import (
    REQUEST_ID,
    TICKET,
    optional_text,
)
from odoo.addons.helpdesk_mgmt_ext.models.helpdesk_ticket_api import (
    EXAMPLE_RESULT,
    PRIORITIES,
    RESULT,
)

from ..ticket_classifier import attributes, summarize

#: The contract's word → the key in ``TYPE_XMLIDS`` of the embedded analyser.
CLASSIFICATIONS = {
    "support": "question",
    "bug": "bug",
    "requirement": "change",
    "opportunity": "opportunity",
}
CONFIDENCE = {"type": "number", "minimum": 0, "maximum": 1}
TEAM = {
    "type": "string",
    "minLength": 1,
    "maxLength": 64,
    "description": "Stable code of a team.",
}
ANALYSIS = {
    "type": "object",
    "description": "What the service thinks; Odoo decides.",
    "properties": {
        "classification": {"type": "string", "enum": list(CLASSIFICATIONS)},
        "urgency": {"type": "string", "enum": list(PRIORITIES)},
        "sentiment": {
            "type": ["object", "null"],
            "description": "label: positive, neutral or negative; score: -1 to 1.",
            "properties": {
                "label": {
                    "type": "string",
                    "enum": ["positive", "neutral", "negative"],
                },
                "score": {"type": ["number", "null"], "minimum": -1, "maximum": 1},
            },
            "required": ["label"],
        },
        "team": TEAM,
        "confidence": {
            **CONFIDENCE,
            "description": "How sure of the team, 0 to 1. From the threshold (0.8 if "
            "not set otherwise, inclusive) the ticket goes there, else to triage.",
        },
        "alternatives": {
            "type": ["array", "null"],
            "description": "Other teams, the likeliest first.",
            "maxItems": 10,
            "items": {
                "type": "object",
                "properties": {"team": TEAM, "confidence": CONFIDENCE},
                "required": ["team", "confidence"],
            },
        },
        "rationale": optional_text(2000, "Why, in a sentence."),
        "language": optional_text(8, "Of the request, such as fr."),
        "model": optional_text(120, "Which model said so."),
        "latency_ms": {
            "type": ["integer", "null"],
            "minimum": 0,
            "maximum": 3_600_000,
            "description": "How long the service took.",
        },
        "version": {
            "type": ["integer", "null"],
            "minimum": 0,
            "maximum": 2**53,
            "description": "Version of the ticket in the event that was analysed.",
        },
    },
    "required": ["classification", "urgency", "team", "confidence"],
}


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @Call(
        summary="Give the result of an analysis",
        description="`applied`: the ticket was routed, sent to triage, or the advice "
        "was added to a ticket that has a team. `superseded`: a person decided before, "
        "or the answer came after its deadline. `stale`: the ticket's text has changed "
        "since the version that was analysed.",
        properties={"request_id": REQUEST_ID, "analysis": ANALYSIS, "ticket": TICKET},
        required=("request_id", "analysis"),
        answer=RESULT,
        example={
            "request_id": "msg_2b1f6c1e-analysis",
            "ticket": "HT00042",
            "analysis": {
                "classification": "bug",
                "urgency": "high",
                "sentiment": {"label": "negative", "score": -0.4},
                "team": "technical",
                "confidence": 0.93,
                "alternatives": [{"team": "functional", "confidence": 0.05}],
                "rationale": "A traceback after an update",
                "language": "en",
                "model": "rules-1",
                "latency_ms": 850,
            },
        },
        example_answer={**EXAMPLE_RESULT, "decision": "auto_assigned"},
    )
    def api_apply_analysis(self, request_id, analysis, ticket=None):
        """Take an analysis from outside; thresholds and routing are ours.

        :param analysis: dict as described by ``ANALYSIS``
        :return: dict with ``status``: applied, duplicate, superseded or stale
        :raises ValidationError: a value is not as described; nothing is changed
        """
        self._api_check(
            "api_apply_analysis",
            request_id=request_id,
            analysis=analysis,
            ticket=ticket,
        )

        def apply():
            return self._api_ticket(ticket)._ai_take_answer(
                self._ai_answer_teams(analysis), analysis
            )

        return self._api_once("api_apply_analysis", request_id, apply)

    def _ai_answer_teams(self, analysis):
        """Return {code: team} of the teams named.

        :raises ValidationError: one of them does not exist
        """
        rows = [analysis, *(analysis.get("alternatives") or [])]
        return {row["team"]: self._api_team(row["team"]) for row in rows}

    # ----------------------------------------------------------------- decide

    def _ai_take_answer(self, teams, answer):
        """Apply the answer unless somebody or something was faster."""
        reason = self._ai_why_not(answer)
        if reason:
            status = "stale" if reason == "older_version" else "superseded"
            return self._api_result(status, reason=reason)
        analysis = self._ai_awaited() or self._ai_unasked()
        analysis.write(self._ai_answer_vals(teams, answer, analysis))
        self._ai_apply(analysis)
        if analysis.routable and analysis.decision == "suggested":
            return self._api_result("superseded", reason="decided_by_a_person")
        return self._api_result("applied", decision=analysis.decision)

    def _ai_why_not(self, answer):
        """Return why the answer changes nothing, or None."""
        if self.closed:
            return "closed"
        if self.ai_analysis_ids.filtered(lambda a: a.explicit and not a.shadow):
            return "decided_by_a_person"
        if self._ai_is_outdated(answer.get("version")):
            return "older_version"
        if self._ai_awaited():
            return None
        if self.ai_analysis_id and self.ai_analysis_id._is_late():
            return "too_late"
        return None if self._ai_still_open() else "already_routed"

    def _ai_is_outdated(self, version):
        """Whether the ticket's text is newer than the version that was analysed."""
        return False

    def _ai_awaited(self):
        """Return the analysis that waits for this answer, if one does."""
        return self.ai_analysis_ids.filtered(
            lambda a: (
                a.state == "pending" and a.provider_id.kind == "n8n" and not a.shadow
            )
        )[:1]

    def _ai_unasked(self):
        """Return a new analysis for an answer that nobody had asked for."""
        provider = self.env["helpdesk.ai.provider"].search(
            [("kind", "=", "n8n"), ("company_id", "in", [False, self.company_id.id])],
            limit=1,
        )
        return self.env["helpdesk.ai.analysis"].create(
            {
                "ticket_id": self.id,
                "provider_id": provider.id,
                "routable": self.company_id.helpdesk_ai_routing_enabled,
            }
        )

    def _ai_answer_vals(self, teams, answer, analysis):
        """Return the values of the analysis."""
        subject, body = self._ai_text()
        provider = analysis.provider_id
        sentiment = answer.get("sentiment") or {"label": "neutral"}
        result = {
            **self._ai_answer_ranking(teams, answer, provider),
            "explanation": {
                "terms": [],
                "signals": {},
                # its own anger, not the service's word, may raise the priority
                "emotion": attributes(subject, body).emotion,
                "rationale": answer.get("rationale") or "",
            },
            "type_id": self.env["helpdesk.ai.engine"]._type_id(
                CLASSIFICATIONS[answer["classification"]]
            ),
            "priority": PRIORITIES[answer["urgency"]],
            "sentiment": sentiment["label"],
            "sentiment_score": sentiment.get("score") or 0.0,
            "language": answer.get("language") or False,
            "summary": summarize(subject, body),
            "model_version": answer.get("model") or False,
            "latency_ms": answer.get("latency_ms") or 0,
        }
        vals = self._ai_prepare_vals(result, provider, fields.Datetime.now())
        return {**vals, "provider": "n8n"}

    def _ai_answer_ranking(self, teams, answer, provider):
        """Return the teams by confidence, and what speaks against believing it."""
        claimed = float(answer["confidence"])
        believed, guard = claimed, False
        if provider.prove_first:
            believed, guard = provider._calibrated(claimed)
        ranked = [
            {"team": answer["team"], "confidence": believed},
            *(answer.get("alternatives") or []),
        ]
        return {
            "team_id": teams[answer["team"]].id,
            "confidence": believed,
            "raw_confidence": claimed,
            "guard": guard,
            "candidates": [
                {
                    "team_id": teams[row["team"]].id,
                    "confidence": round(row["confidence"], 4),
                }
                for row in ranked
            ],
        }
