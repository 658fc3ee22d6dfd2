# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""An opportunity asked for by a program."""

from odoo import models

from odoo.addons.helpdesk_mgmt_ext.api_schema import Call
from odoo.addons.helpdesk_mgmt_ext.api_schema.call import (
    REQUEST_ID,
    TICKET,
    optional_text,
)
from odoo.addons.helpdesk_mgmt_ext.models.helpdesk_ticket_api import (
    EXAMPLE_RESULT,
    RESULT,
)

from .crm_lead import UPSELL_KINDS

KINDS = [key for key, _label in UPSELL_KINDS]


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @Call(
        summary="Make an opportunity of a ticket",
        description="The salesperson of the customer gets an activity. A ticket that "
        "has an open opportunity keeps it: `created` is false.",
        properties={
            "request_id": REQUEST_ID,
            "vals": {
                "type": ["object", "null"],
                "description": "What is known about the sale.",
                "properties": {
                    "scope": optional_text(5000, "What the customer wants."),
                    "effort_hours": {
                        "type": ["number", "null"],
                        "minimum": 0,
                        "maximum": 100_000,
                        "description": "Estimate of the work in hours.",
                    },
                    "upsell_kind": optional_text(40, "", enum=[*KINDS, None]),
                },
            },
            "ticket": TICKET,
        },
        required=("request_id",),
        answer=RESULT,
        example={
            "request_id": "crm-HT00042",
            "ticket": "HT00042",
            "vals": {
                "scope": "Wants the inventory module for two warehouses",
                "effort_hours": 24,
                "upsell_kind": "new_module",
            },
        },
        example_answer={
            **EXAMPLE_RESULT,
            "opportunity": "Invoice 2026-114 shows the wrong tax",
            "created": True,
        },
    )
    def api_create_opportunity(self, request_id, vals=None, ticket=None):
        """Make an opportunity; see :meth:`action_convert_to_opportunity`.

        :return: dict with ``status``, ``opportunity`` (its name) and ``created``
        :raises UserError: a merged or duplicate ticket
        """
        self._api_check(
            "api_create_opportunity", request_id=request_id, vals=vals, ticket=ticket
        )

        def convert():
            record = self._api_ticket(ticket)
            had = record._open_opportunity()
            given = vals or {}
            lead = record._convert_to_opportunity(
                {
                    "helpdesk_scope": given.get("scope") or False,
                    "helpdesk_effort_hours": given.get("effort_hours") or 0.0,
                    "helpdesk_upsell_kind": given.get("upsell_kind") or False,
                }
            )
            return record._api_result("applied", opportunity=lead.name, created=not had)

        return self._api_once("api_create_opportunity", request_id, convert)
