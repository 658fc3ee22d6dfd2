# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What an integration may do with tickets: escalate, note, say that it is alive."""

from odoo import api, models
from odoo.tools import plaintext2html

from ..api_schema import Call
from ..api_schema.call import REQUEST_ID, TICKET, optional_text
from .helpdesk_ticket_api import EXAMPLE_RESULT, RESULT
from .helpdesk_ticket_lifecycle import WORK_ROLES


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @Call(
        summary="Escalate a ticket",
        description="`level` is absolute: a ticket that is already at this level or "
        "higher stays as it is (`superseded`), so that two watchers escalate once. "
        "Without it the level rises by one.",
        properties={
            "request_id": REQUEST_ID,
            "reason": {"type": "string", "minLength": 1, "maxLength": 1000},
            "level": {"type": ["integer", "null"], "minimum": 1, "maximum": 9},
            "ticket": TICKET,
        },
        required=("request_id", "reason"),
        answer=RESULT,
        example={
            "request_id": "sla-HT00042-2",
            "ticket": "HT00042",
            "reason": "Resolution is due in 20 minutes",
            "level": 1,
        },
        example_answer={**EXAMPLE_RESULT, "escalation_level": 1},
    )
    def api_escalate(self, request_id, reason, level=None, ticket=None):
        """Escalate to ``level``, or by one; see :meth:`action_escalate`.

        :return: ``applied``, or ``superseded`` if it is closed or that high already
        """
        self._api_check(
            "api_escalate",
            request_id=request_id,
            reason=reason,
            level=level,
            ticket=ticket,
        )

        def escalate():
            record = self._api_ticket(ticket)
            if record.stage_role not in WORK_ROLES:
                return record._api_result("superseded", reason="not_open")
            if level and record.escalation_level >= level:
                return record._api_result("superseded", reason="already_escalated")
            record._escalate_to(level or record.escalation_level + 1, reason.strip())
            record._move_to_role("escalated")
            return record._api_result("applied")

        return self._api_once("api_escalate", request_id, escalate)

    @Call(
        summary="Add an internal note",
        description="Customers never see it.",
        properties={
            "request_id": REQUEST_ID,
            "body": {
                "type": "string",
                "minLength": 1,
                "maxLength": 20_000,
                "description": "Plain text; markup is shown as it is.",
            },
            "ticket": TICKET,
        },
        required=("request_id", "body"),
        answer=RESULT,
        example={
            "request_id": "note-1",
            "ticket": "HT00042",
            "body": "The payment provider reports an outage since 09:40.",
        },
        example_answer=EXAMPLE_RESULT,
    )
    def api_add_note(self, request_id, body, ticket=None):
        """Log an internal note in the name of the helpdesk's bot."""
        self._api_check("api_add_note", request_id=request_id, body=body, ticket=ticket)

        def add_note():
            record = self._api_ticket(ticket)
            record.message_post(
                body=plaintext2html(body.strip()), subtype_xmlid="mail.mt_note"
            )
            return record._api_result("applied")

        return self._api_once("api_add_note", request_id, add_note)

    @api.model
    @Call(
        summary="Say that a workflow is alive",
        description="Once a minute; after five minutes of silence an administrator is "
        "told, once. Odoo escalates by itself in any case.",
        properties={
            "name": optional_text(64, "Of the workflow, `sla_monitor` if not given."),
        },
        answer={
            "type": "object",
            "properties": {"status": {"const": "applied"}, "at": {"type": "string"}},
            "required": ["status", "at"],
        },
        example={"name": "sla_monitor"},
        example_answer={"status": "applied", "at": "2026-03-02T09:00:00+00:00"},
    )
    def api_heartbeat(self, name=None):
        """Stamp the time at which the workflow was heard of.

        :return: dict with ``status`` and ``at``, the time of the server
        """
        self._api_check("api_heartbeat", name=name)
        # sudo: the integration has no access to any model
        monitors = self.env["helpdesk.api.monitor"].sudo()
        at = monitors._beat((name or "").strip() or "sla_monitor")
        return {"status": "applied", "at": self._api_time(at)}
