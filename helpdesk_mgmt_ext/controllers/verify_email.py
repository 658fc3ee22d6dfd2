# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import request
from odoo.tools import consteq


class HelpdeskVerifyEmail(http.Controller):
    """The holder of an address confirms it: a GET shows the page, a POST acts."""

    def _get_partner(self, partner_id, token):
        """Return the contact as superuser if the token is right, else nothing."""
        # sudo: whoever has the token has read the mail to that address
        partner_sudo = request.env["res.partner"].sudo().browse(partner_id).exists()
        token = str(token or "")
        right = (
            partner_sudo
            and token.isascii()
            and consteq(partner_sudo._helpdesk_email_token(), token)
        )
        return partner_sudo if right else partner_sudo.browse()

    @http.route(
        "/helpdesk/verify/<int:partner_id>",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        sitemap=False,
        readonly=True,
    )
    def helpdesk_verify_page(self, partner_id, token=None, **kw):
        return self._render(self._get_partner(partner_id, token), token)

    @http.route(
        "/helpdesk/verify/<int:partner_id>/confirm",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
        sitemap=False,
    )
    def helpdesk_verify_confirm(self, partner_id, token=None, **kw):
        partner_sudo = self._get_partner(partner_id, token)
        done = partner_sudo and partner_sudo._helpdesk_confirm_email(token)
        return self._render(partner_sudo, token, done=done)

    def _render(self, partner_sudo, token, done=False):
        values = {
            "page_name": "helpdesk_verify",
            "partner_id": partner_sudo.id,
            "email": partner_sudo.email,
            "token": token,
            "done": done,
        }
        status = 200 if partner_sudo else 404
        return request.render("helpdesk_mgmt_ext.verify_email", values, status=status)
