# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from .customer_page import allowed_actions, find_ticket, page_values, take_reply

ANSWERS = "confirm,still_broken,reopen,close"
DONE = frozenset({*ANSWERS.split(","), "reply"})


class HelpdeskRespond(CustomerPortal):
    """The customer's page behind the links in our mails; it works without login.

    Following a link only shows the page (mail scanners follow links too); a POST acts.
    The same routes serve the page of a customer who is logged in (``page=ticket``).
    """

    def _prepare_respond_values(self, ticket_sudo, level, access_token, **values):
        # Colleagues of ours who see the page must not be offered to rate, nor whoever
        # has no more than a form's receipt.
        customer = ticket_sudo._check_respond_token(access_token) or (
            request.env.user.partner_id == ticket_sudo.partner_id
        )
        return {
            "csat_token": customer and ticket_sudo._csat_open_token(),
            "page_name": "helpdesk_respond",
            **page_values(ticket_sudo, level, access_token, **values),
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
            ticket_sudo, level = find_ticket(ticket_id, access_token)
        except (AccessError, MissingError):
            return self._render_dead_link()
        done = "reply" if kw.get("done") == "reply" else None
        values = self._prepare_respond_values(
            ticket_sudo, level, access_token, answer=answer, done=done, changed=done
        )
        return request.render("helpdesk_mgmt_ext.portal_respond", values)

    @http.route(
        [f"/my/helpdesk/<int:ticket_id>/<any({ANSWERS}):action>"],
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
        sitemap=False,
    )
    def helpdesk_answer(self, ticket_id, action, access_token=None, page=None, **kw):
        try:
            ticket_sudo, level = find_ticket(ticket_id, access_token)
        except (AccessError, MissingError):
            return self._render_dead_link()
        changed = False
        if action in allowed_actions(ticket_sudo, level):
            user = request.env.user
            who = None if user._is_public() else user.name
            changed = ticket_sudo._customer_respond(action, who=who)
        if self._is_at_home(page):
            done = action if changed else "again"
            return request.redirect(f"/my/ticket/{ticket_id}?done={done}")
        values = self._prepare_respond_values(
            ticket_sudo, level, access_token, done=action, changed=changed
        )
        return request.render("helpdesk_mgmt_ext.portal_respond", values)

    @http.route(
        "/my/helpdesk/<int:ticket_id>/reply",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
        sitemap=False,
    )
    def helpdesk_reply(self, ticket_id, access_token=None, page=None, **post):
        """Take a message with files; a link stays good unless it reopened the ticket.

        A problem is told and nothing of what was written is lost.
        """
        try:
            ticket_sudo, level = find_ticket(ticket_id, access_token)
        except (AccessError, MissingError):
            return self._render_dead_link()
        problem = take_reply(ticket_sudo, post)
        if not problem and self._is_at_home(page):
            return request.redirect(f"/my/ticket/{ticket_id}?done=reply#discussion")
        if not problem and (not access_token or ticket_sudo._link_level(access_token)):
            token = f"access_token={access_token}&" if access_token else ""
            return request.redirect(
                f"/my/helpdesk/{ticket_id}/respond?{token}done=reply"
            )
        values = self._prepare_respond_values(
            ticket_sudo,
            level,
            access_token,
            post=post if problem else None,
            problem=problem,
            page=page,
            done=None if problem else "reply",
            changed=not problem,
        )
        return request.render("helpdesk_mgmt_ext.portal_respond", values)

    def _is_at_home(self, page):
        """Whether to go back to the page of a customer who is logged in."""
        return page == "ticket" and not request.env.user._is_public()

    def _render_dead_link(self):
        """Answer alike whether the ticket exists or not: nothing can be found out."""
        values = {"page_name": "helpdesk_respond", "dead": True}
        return request.render("helpdesk_mgmt_ext.portal_respond", values, status=404)
