# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Where a merged or duplicate ticket lives on, and who its customer is."""

from odoo import models
from odoo.tools import email_normalize

from .helpdesk_ticket_intake import FREE_MAIL

#: Outcomes after which the request lives on in another ticket.
JOINED_REASONS = frozenset({"duplicate", "merged"})
#: How many steps are followed to the survivor; a longer chain is taken for a loop.
MAX_CHAIN = 20


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _survivor(self):
        """Return the ticket in which the request of this one lives on, or none.

        Chains are followed to their end; none when that end was deleted or is a loop.
        """
        self.ensure_one()
        ticket = self.sudo()  # sudo: where mail goes does not depend on who asks
        seen = ticket
        for _step in range(MAX_CHAIN):
            if not ticket.closed or ticket.close_reason not in JOINED_REASONS:
                return ticket if ticket != self else self.browse()
            ticket = ticket.merged_into_id or ticket.duplicate_id
            if not ticket or ticket in seen:
                return self.browse()
            seen += ticket
        return self.browse()

    def _is_same_customer(self, other):
        """Whether both tickets are of one customer, or of nobody we know.

        The customer is the commercial partner; for a ticket without contact the mail
        domain, or the whole address where anybody gets one.
        """
        self.ensure_one()
        mine, others = self.sudo(), other.sudo()  # sudo: contacts one may not read
        if mine.commercial_partner_id and others.commercial_partner_id:
            return mine.commercial_partner_id == others.commercial_partner_id
        if mine._is_nobodys() or others._is_nobodys():
            return True
        name = mine._customer_mail_name()
        return bool(name) and name == others._customer_mail_name()

    def _is_nobodys(self):
        """Whether neither contact nor address is known: nobody can read it."""
        self.ensure_one()
        return not self.partner_id and not self._customer_email()

    def _customer_mail_name(self):
        """Return the mail domain that stands for the customer, or his address."""
        self.ensure_one()
        email = email_normalize(self._customer_email() or "") or ""
        domain = email.rpartition("@")[2]
        return email if domain in FREE_MAIL else domain

    # --------------------------------------------------------------- forwarding

    def _after_message(self, message, kind):
        if kind == "customer" and len(self) == 1:
            survivor = self._survivor()
            if survivor:
                self._forward(message, survivor)
                return
        super()._after_message(message, kind)

    def _forward(self, message, survivor):
        """Repeat on ``survivor`` what the customer wrote here, in the portal say.

        What another customer wrote becomes a note there, whose person is told; he is
        answered on this ticket.
        """
        self.ensure_one()
        same = self._is_same_customer(survivor)
        message_sudo = message.sudo()  # sudo: a message on the ticket at hand
        files = self.env["ir.attachment"]
        if same:
            files = message_sudo.attachment_ids.copy(
                {"res_model": self._name, "res_id": survivor.id}
            )
        survivor._as_bot().message_post(
            body=message_sudo.body,
            subject=message_sudo.subject,
            author_id=message_sudo.author_id.id,
            email_from=message_sudo.email_from,
            message_type="comment",
            subtype_xmlid="mail.mt_comment" if same else "mail.mt_note",
            attachment_ids=files.ids,
            partner_ids=[] if same else survivor._as_bot().user_id.partner_id.ids,
        )
