# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, http
from odoo.http import request
from odoo.tools import consteq

TOKEN = "helpdesk_mgmt_ext.health_token"


class HelpdeskHealth(http.Controller):
    """For monitoring systems: the health page as JSON."""

    @http.route(
        "/helpdesk/health",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
        readonly=True,
        save_session=False,
    )
    def health(self, token=None, **_kwargs):
        """Return 200, or 503 if something does not work, with all checks.

        Asks for the token of the system parameter ``helpdesk_mgmt_ext.health_token``,
        as ``Authorization: Bearer …`` or in the address; without such a parameter the
        page does not exist.
        """
        # sudo: the token is what proves the right to see it
        expected = request.env["ir.config_parameter"].sudo().get_param(TOKEN)
        if not expected:
            raise request.not_found()
        header = request.httprequest.headers.get("Authorization", "")
        kind, _space, given = header.partition(" ")
        given = given.strip() if kind.lower() == "bearer" else token or ""
        if not consteq(given.encode(), expected.encode()):
            return request.make_json_response({"error": "wrong token"}, status=401)
        return self._answer()

    def _answer(self):
        env = request.env(user=SUPERUSER_ID)
        companies = env["res.company"].search([]).ids
        health = env["helpdesk.health"].with_context(allowed_company_ids=companies)
        worst, checks = health._report()
        return request.make_json_response(
            {"status": worst, "checks": checks},
            headers={"Cache-Control": "no-store"},
            status=503 if worst == "error" else 200,
        )
