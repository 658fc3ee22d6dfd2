# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Core's routes for messages, as far as customers reach tickets through them."""

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from odoo.addons.mail.controllers.attachment import AttachmentController
from odoo.addons.portal.controllers.thread import PortalThreadController

TICKET = "helpdesk.ticket"
#: What a customer decides about his message.
CUSTOMER_KEYS = frozenset({"body", "attachment_ids", "attachment_tokens"})


def _is_customer(model):
    return model == TICKET and request.env.user.share


class HelpdeskThread(PortalThreadController):
    def _prepare_message_data(self, post_data, *, thread, **kwargs):
        """Drop author, kind, recipients… that a customer sends along (P31)."""
        if not _is_customer(thread._name):
            return super()._prepare_message_data(post_data, thread=thread, **kwargs)
        own = {key: val for key, val in post_data.items() if key in CUSTOMER_KEYS}
        values = super()._prepare_message_data(own, thread=thread, **kwargs)
        if kwargs.get("from_create"):
            values.update(message_type="comment", subtype_xmlid="mail.mt_comment")
        return values

    @http.route()
    def mail_message_post(
        self, thread_model, thread_id, post_data, context=None, **kwargs
    ):
        if _is_customer(thread_model):
            context = None  # it would steer the rules of the ticket (P31)
        return super().mail_message_post(
            thread_model, thread_id, post_data, context, **kwargs
        )

    @http.route()
    def mail_thread_recipients(self, thread_model, thread_id, message_id=None):
        if _is_customer(thread_model):  # it tells addresses, and makes contacts (P29)
            return []
        return super().mail_thread_recipients(thread_model, thread_id, message_id)

    @http.route()
    def mail_thread_recipients_get_suggested_recipients(
        self, thread_model, thread_id, **kwargs
    ):
        if _is_customer(thread_model):  # P29
            return []
        return super().mail_thread_recipients_get_suggested_recipients(
            thread_model, thread_id, **kwargs
        )

    @http.route()
    def mail_thread_partner_from_email(self, thread_model, thread_id, emails):
        if _is_customer(thread_model):  # P29
            return []
        return super().mail_thread_partner_from_email(thread_model, thread_id, emails)


class HelpdeskAttachment(AttachmentController):
    @http.route()
    def mail_attachment_delete(self, attachment_id, access_token=None):
        """Leave files that a customer sent where they are (P33)."""
        # sudo: only whose file it is
        file_sudo = request.env["ir.attachment"].sudo().browse(int(attachment_id))
        if _is_customer(file_sudo.exists().res_model):
            raise NotFound()
        return super().mail_attachment_delete(attachment_id, access_token)
