# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request


class HelpdeskMailOriginal(http.Controller):
    @http.route(
        "/helpdesk/original/<int:message_id>", type="http", auth="user", readonly=True
    )
    def download_original(self, message_id):
        """Hand out the mail that a message was made of, to our own people only."""
        message = request.env["mail.message"].browse(message_id).exists()
        raw = None
        if request.env.user._is_internal() and message.model == "helpdesk.ticket":
            try:
                request.env[message.model].browse(message.res_id).check_access("read")
                raw = request.env["helpdesk.mail.original"]._of_message(message)
            except (AccessError, MissingError):
                raw = None
        if raw is None:
            raise request.not_found()
        return request.make_response(
            raw,
            [
                ("Content-Type", "message/rfc822"),
                ("Content-Disposition", http.content_disposition(f"{message_id}.eml")),
                ("X-Content-Type-Options", "nosniff"),
                ("Content-Security-Policy", "sandbox; default-src 'none'"),
                ("Cache-Control", "no-store"),
            ],
        )
