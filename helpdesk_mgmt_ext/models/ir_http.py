# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The integration's key opens the helpdesk's API and nothing else."""

import json

from werkzeug.exceptions import Forbidden

from odoo import models
from odoo.http import request

API_PATH = "/json/2/helpdesk.ticket/api_"


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _auth_method_bearer(cls):
        """Refuse the integration's key everywhere else.

        It has no access to any model, but many public methods check nothing.

        :raises Forbidden: another method was called
        """
        result = super()._auth_method_bearer()
        if not _is_api_call() and request.env.user._is_helpdesk_integration():
            raise Forbidden("This key is for the helpdesk's API only.")
        return result

    @classmethod
    def _handle_error(cls, exception):
        """Leave the traceback, which core puts into every error, out of the API's."""
        response = super()._handle_error(exception)
        bearer = request.httprequest.headers.get("Authorization", "")
        if request.httprequest.path.startswith("/json/2/") and (
            _is_api_call() or bearer.lower().startswith("bearer ")
        ):
            _clean(response)
        return response


def _is_api_call():
    return request.httprequest.path.startswith(API_PATH)


def _clean(response):
    """Keep name and message of the error; an unforeseen one says nothing of us."""
    try:
        body = json.loads(response.get_data())
    except (AttributeError, ValueError):
        return
    if not isinstance(body, dict) or "debug" not in body:
        return
    if response.status_code >= 500:
        body = {"name": "InternalError", "message": "Internal error, see Odoo's log."}
    response.set_data(
        json.dumps({"name": body.get("name"), "message": body.get("message")})
    )
