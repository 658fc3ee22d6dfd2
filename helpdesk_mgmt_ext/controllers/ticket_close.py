# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.main import HelpdeskTicketController


class HelpdeskTicketClose(HelpdeskTicketController):
    """Stock closes any customer's ticket by a GET link (defect V1, threats P01–P03)."""

    @http.route("/ticket/close", type="http", auth="user", methods=["POST"])
    def support_ticket_close(self, ticket_id=None, stage_id=None, **kw):
        """Close one's own ticket; POST with CSRF token, stage of the ticket's team."""
        try:
            ticket = request.env["helpdesk.ticket"].browse(int(ticket_id or 0))
            ticket.check_access("read")
            ticket_sudo = ticket.sudo().exists()  # sudo: read access checked above
            stage_id = int(stage_id or 0)
        except (AccessError, MissingError, ValueError):
            return request.redirect("/my")
        if not ticket_sudo:
            return request.redirect("/my")
        allowed = ticket_sudo._pipeline().filtered("close_from_portal")
        stage = allowed.filtered(lambda s: s.id == stage_id)
        if stage and not ticket_sudo.closed:
            ticket_sudo._as_bot().write({"stage_id": stage.id})
        return request.redirect(f"/my/ticket/{ticket_sudo.id}")
