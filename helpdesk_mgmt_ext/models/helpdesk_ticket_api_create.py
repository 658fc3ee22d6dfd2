# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A ticket made by a program: the way of every request from outside, checked first."""

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import plaintext2html

from ..api_schema import Call
from ..api_schema.call import REQUEST_ID, optional_text
from .helpdesk_ticket_api import EXAMPLE_RESULT, PRIORITIES, RESULT

TYPES = ("support", "bug", "requirement", "opportunity")
CHANNELS = ("api", "web", "email", "phone", "chat", "other")
#: Names of Odoo's fields, for those who know them, and what we call them.
ALIASES = {
    "name": "subject",
    "partner_name": "contact_name",
    "partner_email": "contact_email",
}


VALS = {
    "type": "object",
    "description": "The ticket. `name`, `partner_name` and `partner_email` are taken "
    "as other names of subject, contact_name and contact_email.",
    "properties": {
        "subject": {"type": "string", "minLength": 1, "maxLength": 250},
        "description": optional_text(100_000, "Plain text; markup is shown as it is."),
        "contact_name": optional_text(120, "Of the person who asks."),
        "contact_email": optional_text(
            254, "His address: the contact is found or, if the company wants, created."
        ),
        "team": optional_text(
            64, "Stable code of a team; without it the rules and the analysis decide."
        ),
        "priority": optional_text(
            10, "", enum=[*PRIORITIES, *PRIORITIES.values(), None]
        ),
        "type": optional_text(64, f"One of {', '.join(TYPES)}, or the name of a type."),
        "category": optional_text(120, "Name of a category."),
        "channel": optional_text(10, "Where it came from.", enum=[*CHANNELS, None]),
        "idempotency_key": optional_text(
            128,
            "The same key again returns the same ticket, whatever the rest says. "
            "May be given instead of request_id.",
        ),
    },
    "required": ["subject"],
}


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @api.model
    @Call(
        summary="Create a ticket",
        description="Goes the way of every request from outside: contact, rules, "
        "analysis, acknowledgement.",
        properties={"request_id": REQUEST_ID, "vals": VALS},
        required=("vals",),
        answer=RESULT,
        example={
            "request_id": "shop-4711",
            "vals": {
                "subject": "Invoice 2026-114 shows the wrong tax",
                "description": "The invoice has 7 % instead of 19 %.",
                "contact_name": "Chris Customer",
                "contact_email": "chris@customer.example",
                "priority": "high",
            },
        },
        example_answer={**EXAMPLE_RESULT, "team": "finance_hr"},
    )
    def api_create(self, request_id=None, vals=None):
        """Create a ticket; the same request or idempotency key gives the same one.

        :return: dict with ``status``, ``id`` and ``ticket`` (its number)
        :raises ValidationError: a value is not as described; nothing is created
        """
        if isinstance(vals, dict):
            vals = self._api_rename(vals)
        self._api_check("api_create", request_id=request_id, vals=vals)
        key = (vals.get("idempotency_key") or "").strip()
        if not request_id and not key:
            raise ValidationError(
                self.env._("Give a request_id or vals.idempotency_key.")
            )

        def create():
            return self._api_create_ticket(vals)._api_result("applied")

        def create_for_key():
            return self._api_once("api_create.key", key, create)

        if not request_id:
            return create_for_key()
        return self._api_once(
            "api_create", request_id, create_for_key if key else create
        )

    # --------------------------------------------------------------- create

    @api.model
    def _api_rename(self, vals):
        """Return ``vals`` with our names.

        :raises ValidationError: a value was given by both names
        """
        twice = [name for name in ALIASES if name in vals and ALIASES[name] in vals]
        if twice:
            raise ValidationError(
                self.env._(
                    "vals has both %(one)s and %(other)s: give one of them.",
                    one=twice[0],
                    other=ALIASES[twice[0]],
                )
            )
        return {ALIASES.get(name, name): value for name, value in vals.items()}

    @api.model
    def _api_create_ticket(self, vals):
        company = self.env.user.company_id
        prepared = self._api_prepare_vals(vals)
        tickets = self._api_as_bot().with_company(company)
        return tickets.with_context(
            helpdesk_channel=vals.get("channel") or "api",
            helpdesk_intake=True,
            mail_create_nosubscribe=True,
        ).create(prepared)

    @api.model
    def _api_prepare_vals(self, vals):
        """Return the values of the ticket; only what is named here is ever written."""
        prepared = {
            "name": vals["subject"].strip(),
            "description": plaintext2html((vals.get("description") or "").strip()),
            "partner_name": vals.get("contact_name") or False,
            "partner_email": vals.get("contact_email") or False,
            "company_id": self.env.user.company_id.id,
            "user_id": False,
        }
        if vals.get("priority"):
            prepared["priority"] = PRIORITIES.get(vals["priority"], vals["priority"])
        if vals.get("team"):
            prepared["team_id"] = self._api_team(vals["team"].strip()).id
        if vals.get("type"):
            prepared["type_id"] = self._api_type(vals["type"].strip()).id
        if vals.get("category"):
            prepared["category_id"] = self._api_category(vals["category"].strip()).id
        return prepared

    @api.model
    def _api_type(self, name):
        """Return the type with this key or name.

        :raises ValidationError: there is none; the message lists them
        """
        # sudo: the integration has no access to types
        types = self.env["helpdesk.ticket.type"].sudo()
        if name in TYPES:
            known = self.env.ref(f"helpdesk_mgmt_ext.type_{name}", False)
            if known:
                return known.sudo()  # sudo: as above
        return self._api_named(types, name, "type", TYPES)

    @api.model
    def _api_category(self, name):
        # sudo: the integration has no access to categories
        categories = self.env["helpdesk.ticket.category"].sudo()
        return self._api_named(categories, name, "category")

    @api.model
    def _api_named(self, records, name, label, more=()):
        domain = []
        if "company_id" in records._fields:
            domain = [("company_id", "in", [False, *self._api_companies().ids])]
        found = records.search([("name", "=ilike", _literal(name)), *domain], limit=1)
        if not found:
            names = [*more, *records.search(domain, limit=50).mapped("name")]
            raise ValidationError(
                self.env._(
                    "%(label)s must be one of %(names)s, not %(name)s.",
                    label=label,
                    names=", ".join(names) or "-",
                    name=name,
                )
            )
        return found


def _literal(name):
    """Return the name as a pattern that matches only itself, in any case."""
    return name.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
