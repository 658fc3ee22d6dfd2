# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Waiting for the customer: asking, and remembering since when."""

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import html_sanitize, is_html_empty

from .helpdesk_ticket_lifecycle import WORK_ROLES


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    pending_since = fields.Datetime(
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="Since when we wait for the customer; any message of his ends it.",
    )
    reminder_count = fields.Integer(
        string="Reminders sent",
        copy=False,
        readonly=True,
        aggregator=None,
        help="How many reminders the customer got since we wait for him.",
    )

    def action_request_info(self, body):
        """Ask the customer and wait for him: the question is sent, the clock pauses.

        :param body: the question, plain text or ``Markup``
        :raises UserError: no question, nobody to ask, or the ticket is closed
        """
        if is_html_empty(body):
            raise UserError(self.env._("Write what you need to know."))
        self._check_action(WORK_ROLES, self.env._("reopen it first."))
        self._check_customer_address()
        for ticket in self:
            ticket._post_to_customer(body)
        return self._move_to_role("pending_customer")

    def _check_customer_address(self):
        """Refuse to write to a customer that has no address.

        :raises UserError: names the ticket and what to fill in
        """
        for ticket in self:
            if not ticket._customer_email():
                raise UserError(
                    self.env._(
                        "%(ticket)s has no customer to write to: choose a contact with "
                        "a mail address, or fill in the address.",
                        ticket=ticket.number,
                    )
                )

    def _post_to_customer(self, body):
        """Post a public answer that reaches the customer by mail.

        :param body: plain text (line breaks kept, markup escaped) or ``Markup``
        """
        self.ensure_one()
        if isinstance(body, Markup) or not isinstance(body, str):
            content = Markup(html_sanitize(body))
        else:
            content = Markup("<p>%s</p>") % Markup("<br/>").join(body.splitlines())
        return self.message_post(
            body=content,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.partner_id.ids,
            outgoing_email_to=False if self.partner_id else self.partner_email,
        )
