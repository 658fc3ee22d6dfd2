# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The API described for programs (OpenAPI) and for people (a page with commands)."""

import json

from odoo import http
from odoo.http import request
from odoo.modules import get_manifest

from ..api_schema import curl, described, openapi


class HelpdeskApiDocumentation(http.Controller):
    @http.route(
        "/helpdesk/api/openapi.json",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def helpdesk_openapi(self):
        """Return the OpenAPI 3.1 description of what is installed here."""
        self._check_reader()
        document = openapi(
            self._calls(),
            get_manifest("helpdesk_mgmt_ext")["version"],
            request.env["helpdesk.ticket"].get_base_url(),
        )
        return request.make_json_response(document)

    @http.route(
        "/helpdesk/api",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def helpdesk_api(self):
        """Show each call with its arguments, a command and an answer."""
        self._check_reader()
        server = request.env["helpdesk.ticket"].get_base_url()
        calls = [
            {
                "name": name,
                "summary": call.summary,
                "description": call.description,
                "arguments": self._arguments(call),
                "command": curl(name, call, server),
                "answer": json.dumps(call.example_answer, indent=2),
            }
            for name, call in sorted(self._calls().items())
        ]
        return request.render("helpdesk_mgmt_ext.api_documentation", {"calls": calls})

    def _check_reader(self):
        if not request.env.user.has_group("helpdesk_mgmt.group_helpdesk_manager") and (
            not request.env.user.has_group("base.group_system")
        ):
            raise request.not_found()

    def _calls(self):
        return described(type(request.env["helpdesk.ticket"]))

    def _arguments(self, call):
        """Return the rows of the table: name, kind, needed, meaning."""
        rows = []
        for name, schema in call.properties.items():
            rows.append(self._argument(name, schema, name in call.required))
            for key, inner in schema.get("properties", {}).items():
                needed = key in schema.get("required", ())
                rows.append(self._argument(f"{name}.{key}", inner, needed))
        return rows

    def _argument(self, name, schema, needed):
        kinds = schema["type"]
        kinds = [kinds] if isinstance(kinds, str) else kinds
        limits = []
        if "enum" in schema:
            limits.append(" | ".join(str(v) for v in schema["enum"] if v is not None))
        if "minimum" in schema:
            limits.append(f"{schema['minimum']} … {schema['maximum']}")
        if "maxLength" in schema:
            limits.append(f"≤ {schema['maxLength']}")
        return {
            "name": name,
            "kind": " | ".join(kind for kind in kinds if kind != "null"),
            "limits": ", ".join(limits),
            "needed": needed,
            "description": schema.get("description", ""),
        }
