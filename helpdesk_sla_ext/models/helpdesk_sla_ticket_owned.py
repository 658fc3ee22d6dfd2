# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain

from odoo.addons.helpdesk_mgmt_ext.models.helpdesk_ticket_facts import of_the_house


class HelpdeskSlaTicketOwned(models.AbstractModel):
    """Lines that may be read by whoever may read their ticket, and by nobody else.

    Searching, counting and grouping are filtered as well: a group's title is the
    ticket's, and must not tell what the ticket itself would not (threat P21).
    """

    _name = "helpdesk.sla.ticket.owned"
    _description = "Belongs to a Helpdesk Ticket"

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not self.env.su and not bypass_access:
            tickets = self.env["helpdesk.ticket"].with_context(active_test=False)
            domain = Domain(domain) & Domain("ticket_id", "in", tickets._search([]))
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    @api.model
    def default_get(self, fields):
        """Take no default from who calls: the system writes these lines (I21)."""
        house = of_the_house(self)
        return super(HelpdeskSlaTicketOwned, house).default_get(fields)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if not self or self.env.su:
            return result
        # sudo: to ask about a ticket one must find it; access is then checked
        denied = self.sudo().ticket_id.with_env(self.env)._check_access("read")
        if not denied:
            return result
        # sudo: the lines of tickets that are denied are found to be denied, too
        forbidden = self.sudo().filtered(
            lambda line: line.ticket_id in denied[0].sudo()
        )
        forbidden = forbidden.with_env(self.env)
        if result:
            forbidden |= result[0]
        return forbidden, denied[1]
