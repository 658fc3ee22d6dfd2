# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What an agent should know of the customer while he works on a ticket."""

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .helpdesk_ticket_merge import AGENTS
from .helpdesk_ticket_stage import CLOSED_ROLES

PANEL_TICKETS = 5


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _customer_domain(self):
        """Return the domain of all tickets of this one's customer."""
        self.ensure_one()
        partner = self.sudo().commercial_partner_id  # sudo: only its id is used
        if partner:
            return Domain("commercial_partner_id", "=", partner.id)
        if self.partner_email:
            return Domain("partner_email", "=", self.partner_email)
        return Domain.FALSE

    @api.readonly
    def get_customer_panel(self):
        """Return the customer at a glance: company, tier, tickets, satisfaction.

        Counts and lists only what the user may read, in a fixed number of queries.

        :raises AccessError: not a helpdesk user, or no right to read the ticket
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group(AGENTS):
            raise AccessError(self.env._("Only helpdesk users see the customer."))
        domain = self._customer_domain()
        total, still_open = self._count_customer_tickets(domain)
        return {
            **self._prepare_customer_contact(),
            "ticket_count": total,
            "open_count": still_open,
            "tickets": self._prepare_customer_tickets(domain),
            **self._prepare_satisfaction(domain),
        }

    def _prepare_customer_contact(self):
        """Return who the customer is."""
        # sudo: the contact of a ticket one may read; no more than a card is shown
        partner = self.sudo().partner_id
        company = partner.commercial_partner_id
        tier = False
        if "helpdesk_tier_id" in company._fields:  # the service level addon's
            tier = company.helpdesk_tier_id.display_name
        return {
            "partner_id": partner.id,
            "name": partner.name or self.partner_name or self.partner_email or "",
            "email": partner.email or self.partner_email or "",
            "phone": partner.phone or "",
            "company_id": company.id if company != partner else False,
            "company": company.name if company != partner else "",
            "tier": tier or "",
        }

    def _count_customer_tickets(self, domain):
        groups = self._read_group(domain, ["stage_role"], ["__count"])
        total = sum(count for _role, count in groups)
        closed = sum(count for role, count in groups if role in CLOSED_ROLES)
        return total, total - closed

    def _prepare_customer_tickets(self, domain):
        """Return the customer's last tickets, newest first, without this one."""
        tickets = self.search(
            domain & Domain("id", "!=", self.id),
            order="received_at desc, id desc",
            limit=PANEL_TICKETS,
        )
        return [
            {
                "id": ticket.id,
                "number": ticket.number,
                "name": ticket.name,
                "stage": ticket.stage_id.name or "",
                "closed": ticket.stage_role in CLOSED_ROLES,
                "received_at": ticket.received_at,
            }
            for ticket in tickets
        ]

    def _prepare_satisfaction(self, domain):
        """Return the mean of the customer's ratings (1 to 5) and their number."""
        tickets = self._search(domain)
        # sudo: ratings of tickets one may read; only the mean is told
        groups = (
            self.env["rating.rating"]
            .sudo()
            ._read_group(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", tickets),
                    ("consumed", "=", True),
                    ("rating", ">=", 1),
                ],
                [],
                ["rating:avg", "__count"],
            )
        )
        mean, count = groups[0]
        return {"rating": round(mean or 0, 1), "rating_count": count}
