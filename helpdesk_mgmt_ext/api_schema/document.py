# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The calls as an OpenAPI 3.1 document and as commands to type."""

import json

PATH = "/json/2/helpdesk.ticket/"
IDS = {
    "type": "array",
    "items": {"type": "integer"},
    "maxItems": 1,
    "description": "Instead of `ticket`: its id in Odoo, as answers give it.",
}
ERROR = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "message": {"type": "string", "description": "What is wrong, for people."},
    },
    "required": ["name", "message"],
}
ERRORS = {
    "401": "The key is missing, wrong or has expired.",
    "403": "The key's user may not call this.",
    "404": "There is no such ticket.",
    "422": "An argument is not as agreed; the message says which and why.",
}


def openapi(calls, version, server=""):
    """Return the description of ``calls`` ({name: Call}) as a JSON-ready dict."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Helpdesk API",
            "version": version,
            "description": "Decisions in: what an integration may do in the helpdesk. "
            "All arguments are named; times are UTC, ISO 8601.",
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        },
        "servers": [{"url": server or "/"}],
        "security": [{"apiKey": []}],
        "paths": {
            PATH + name: {"post": _operation(name, call)}
            for name, call in sorted(calls.items())
        },
        "components": {
            "securitySchemes": {
                "apiKey": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "API key of the integration user.",
                }
            },
            "schemas": {"Error": ERROR},
        },
    }


def _operation(name, call):
    schema = call.schema
    if call.on_ticket:
        schema["properties"] = {"ids": IDS, **schema["properties"]}
    return {
        "operationId": name,
        "summary": call.summary,
        "description": call.description or call.summary,
        "requestBody": {"required": True, "content": _json(schema, call.example)},
        "responses": {
            "200": {
                "description": "Done, or done before.",
                "content": _json(call.answer, call.example_answer),
            },
            **{
                status: {
                    "description": text,
                    "content": _json({"$ref": "#/components/schemas/Error"}),
                }
                for status, text in ERRORS.items()
            },
        },
    }


def _json(schema, example=None):
    content = (
        {"schema": schema}
        if example is None
        else {
            "schema": schema,
            "example": example,
        }
    )
    return {"application/json": content}


def curl(name, call, server):
    """Return the command that makes the example call; $ODOO_KEY holds the key."""
    body = json.dumps(call.example, indent=2, ensure_ascii=False)
    quoted = body.replace("'", "'\\''")
    return (
        f"curl {server}{PATH}{name} \\\n"
        '  -H "Authorization: bearer $ODOO_KEY" \\\n'
        '  -H "Content-Type: application/json" \\\n'
        f"  -d '{quoted}'"
    )
