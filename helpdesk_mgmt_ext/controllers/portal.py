# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class HelpdeskRespond(CustomerPortal):
    """The customer's page behind the links in our mails; it works without login.

    Following a link only shows the page (mail scanners follow links too); a POST acts.
    """

    def _get_respond_ticket(self, ticket_id, access_token=None):
        """Return the ticket as superuser, after checking the link or the login.

        :raises AccessError, MissingError: neither opens this ticket
        """
        # sudo: whoever holds the link of the present cycle is the customer
        ticket_sudo = request.env["helpdesk.ticket"].sudo().browse(ticket_id).exists()
        if not ticket_sudo:
            raise MissingError(request.env._("There is no such request."))
        if not ticket_sudo._check_respond_token(access_token):
            if request.env.user._is_public():
                raise AccessError(request.env._("This link is no longer valid."))
            ticket_sudo.with_user(request.env.user).sudo(False).check_access("read")
        return ticket_sudo

    def _prepare_respond_values(self, ticket_sudo, access_token, answer=None):
        labels = dict(
            ticket_sudo._fields["stage_role"]._description_selection(request.env)
        )
        # Colleagues of ours who see the page must not be offered to rate.
        customer = ticket_sudo._check_respond_token(access_token) or (
            request.env.user.partner_id == ticket_sudo.partner_id
        )
        return {
            "csat_token": customer and ticket_sudo._csat_open_token(),
            "page_name": "helpdesk_respond",
            "ticket_id": ticket_sudo.id,
            "number": ticket_sudo.number,
            "title": ticket_sudo.name,
            "status": labels.get(ticket_sudo.stage_role),
            "summary": ticket_sudo.resolution_summary,
            "expected": ticket_sudo.resolution_expected_result,
            "actions": ticket_sudo._customer_actions(),
            "answer": answer,
            "access_token": access_token,
            "closed": ticket_sudo.closed,
        }

    @http.route(
        "/my/helpdesk/<int:ticket_id>/respond",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        sitemap=False,
    )
    def helpdesk_respond(self, ticket_id, access_token=None, answer=None, **kw):
        try:
            ticket_sudo = self._get_respond_ticket(ticket_id, access_token)
        except (AccessError, MissingError):
            return self._render_dead_link()
        values = self._prepare_respond_values(ticket_sudo, access_token, answer)
        return request.render("helpdesk_mgmt_ext.portal_respond", values)

    @http.route(
        [
            "/my/helpdesk/<int:ticket_id>/<any(confirm,still_broken,reopen,close):action>"
        ],
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
        sitemap=False,
    )
    def helpdesk_answer(self, ticket_id, action, access_token=None, **kw):
        try:
            ticket_sudo = self._get_respond_ticket(ticket_id, access_token)
        except (AccessError, MissingError):
            return self._render_dead_link()
        changed = ticket_sudo._customer_respond(action)
        values = self._prepare_respond_values(ticket_sudo, access_token)
        values.update(done=action, changed=changed)
        return request.render("helpdesk_mgmt_ext.portal_respond", values)

    def _render_dead_link(self):
        """Answer alike whether the ticket exists or not: nothing can be found out."""
        values = {"page_name": "helpdesk_respond", "dead": True}
        return request.render("helpdesk_mgmt_ext.portal_respond", values, status=404)
