# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo.tests import HttpCase

from .common import HelpdeskCommon


class ApiCommon(HelpdeskCommon):
    """Calls are made as the integration user, who has no access to any model."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.integration_user = cls.env.ref(
            "helpdesk_mgmt_ext.user_helpdesk_integration"
        )
        cls.api = cls.env["helpdesk.ticket"].with_user(cls.integration_user)
        cls.team.code = "hs_team"

    @classmethod
    def _as_integration(cls, ticket):
        return ticket.with_user(cls.integration_user)


class ApiHttpCase(HttpCase, ApiCommon):
    """The same over HTTP, with a key."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.key = cls._make_key(cls.integration_user)

    @classmethod
    def _make_key(cls, user, scope="rpc"):
        keys = cls.env["res.users.apikeys"].with_user(user).sudo()
        return keys._generate(scope, "test", None)

    def _call(self, method, body=None, key=None, model="helpdesk.ticket", raw=None):
        """Return (status, answer) of a call over JSON-2."""
        response = self.url_open(
            f"/json/2/{model}/{method}",
            data=raw if raw is not None else json.dumps(body or {}),
            headers={
                "Authorization": f"bearer {key or self.key}",
                "Content-Type": "application/json",
            },
        )
        return response.status_code, response.json()
