# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from .helpdesk_upsell_phrase import UPSELL_KINDS


class CrmLead(models.Model):
    _inherit = "crm.lead"

    ticket_id = fields.Many2one(index="btree_not_null")
    helpdesk_ticket_ids = fields.One2many(
        "helpdesk.ticket", "opportunity_id", string="Tickets"
    )
    helpdesk_scope = fields.Text(
        string="Scope", help="What the customer wants, as support understood it."
    )
    helpdesk_effort_hours = fields.Float(
        string="Effort estimate (hours)", help="Support's estimate of the work."
    )
    helpdesk_detection = fields.Selection(
        [("early", "Early: at triage"), ("late", "Late: at the resolution")],
        string="Detected",
        help="Whether the ticket was still worked on when it turned out to be a sale.",
    )
    helpdesk_upsell_kind = fields.Selection(UPSELL_KINDS, string="Kind of sale")
    helpdesk_team_id = fields.Many2one(
        related="ticket_id.team_id", store=True, string="Helpdesk team"
    )
    helpdesk_agent_id = fields.Many2one(
        "res.users", string="Found by", help="The agent who recognised the sale."
    )
    helpdesk_won_rate = fields.Float(
        string="Conversion rate",
        compute="_compute_helpdesk_won_rate",
        store=True,
        aggregator="avg",
        help="Share of the opportunities that were won.",
    )

    @api.depends("won_status")
    def _compute_helpdesk_won_rate(self):
        for lead in self:
            lead.helpdesk_won_rate = float(lead.won_status == "won")

    def _merge_get_fields(self):
        return super()._merge_get_fields() + [
            "helpdesk_scope",
            "helpdesk_effort_hours",
            "helpdesk_detection",
            "helpdesk_upsell_kind",
            "helpdesk_agent_id",
        ]

    def _merge_dependences(self, opportunities):
        """Take the tickets of merged opportunities along."""
        # sudo: whoever merges opportunities need not see the tickets behind them
        opportunities.sudo().helpdesk_ticket_ids.write({"opportunity_id": self.id})
        return super()._merge_dependences(opportunities)

    def action_view_helpdesk_tickets(self):
        """Open the tickets that this opportunity came out of."""
        self.ensure_one()
        tickets = self.helpdesk_ticket_ids | self.ticket_id
        return tickets._get_records_action(name=self.env._("Tickets"))
