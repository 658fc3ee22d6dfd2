# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who takes part in a ticket's conversation, and whether a sender is believed."""

from odoo import fields, models
from odoo.tools import email_normalize_all

from .helpdesk_ticket_intake import FREE_MAIL


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    sender_unverified = fields.Boolean(
        copy=False,
        readonly=True,
        help="The sender's mail failed authentication (DMARC): it may be forged. The "
        "ticket was not linked to the contact of that address.",
    )
    acknowledged_at = fields.Datetime(copy=False, readonly=True)

    def _takes_part(self, email):
        """Whether the holder of ``email`` takes part in this ticket.

        The customer, people in copy, followers, contacts of the customer's company or
        of its mail domain, and our own internal users.
        """
        self.ensure_one()
        if not email:
            return False
        own = self.partner_email or ""
        if email == own or email in email_normalize_all(self.email_cc or ""):
            return True
        domain = email.rpartition("@")[2]
        if domain not in FREE_MAIL and own.endswith(f"@{domain}"):
            return True
        # sudo: who takes part does not depend on whom the gateway runs as
        partners = (
            self.env["res.partner"].sudo().search([("email_normalized", "=", email)])
        )
        company = self.commercial_partner_id.filtered("is_company")
        return bool(
            partners & self.sudo().message_partner_ids  # sudo: as above
            or (company and company & partners.commercial_partner_id)
            or partners.user_ids.filtered(lambda user: not user.share)
        )
