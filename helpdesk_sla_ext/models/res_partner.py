# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "helpdesk.sla.condition.mixin"]

    helpdesk_tier_id = fields.Many2one(
        "helpdesk.customer.tier",
        string="Service Tier",
        index="btree_not_null",
        ondelete="set null",
        help="Decides which service levels apply to this customer's tickets. "
        "Contacts have the tier of their company.",
    )

    def _commercial_fields(self):
        return [*super()._commercial_fields(), "helpdesk_tier_id"]

    def write(self, vals):
        result = super().write(vals)
        if "helpdesk_tier_id" in vals:
            self._retier_open_tickets()
        return result

    def _retier_open_tickets(self):
        """Give open tickets of these customers the targets of the new tier."""
        # sudo: the targets follow the contract, whoever records it
        tickets = (
            self.env["helpdesk.ticket"]
            .sudo()
            .search(
                [
                    ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                    ("stage_id.closed", "=", False),
                ]
            )
        )
        tickets._sla_retier()
