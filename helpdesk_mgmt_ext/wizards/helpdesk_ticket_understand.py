# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicketUnderstand(models.TransientModel):
    _name = "helpdesk.ticket.understand"
    _inherit = ["helpdesk.ticket.dialog"]
    _description = "Note What Helpdesk Tickets Are About"

    issue = fields.Text(
        required=True, help="What the customer needs, in our own words."
    )
    cause = fields.Text(string="Suspected cause")
    plan = fields.Text()

    def action_confirm(self):
        """Note the understanding and begin work, in the stage chosen or In Progress.

        :raises UserError: see ``helpdesk.ticket.action_start``
        """
        tickets = self._get_tickets()
        tickets.write(
            {
                "understanding_issue": self.issue,
                "understanding_cause": self.cause,
                "understanding_plan": self.plan,
            }
        )
        if self.stage_id and self.stage_id.role != "in_progress":
            tickets.write({"stage_id": self.stage_id.id})
        else:
            tickets.action_start()
        return self._done()
