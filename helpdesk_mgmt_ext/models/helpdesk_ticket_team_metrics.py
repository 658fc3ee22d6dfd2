# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    def _metrics_calendar(self, company):
        """Return the hours in which working time of the team's tickets is counted.

        Those of the company; an addon that gives teams hours of their own extends it.
        """
        # sudo: an agent may not read the company's hours
        return company.sudo().resource_calendar_id
