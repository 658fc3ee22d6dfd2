# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskCustomerTier(models.Model):
    """What a customer has bought: it may decide which service level he gets."""

    _name = "helpdesk.customer.tier"
    _inherit = "helpdesk.sla.condition.mixin"
    _description = "Helpdesk Customer Tier"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="The first one is shown on top.")
    active = fields.Boolean(default=True)
    color = fields.Integer()
    description = fields.Text(
        translate=True, help="What customers of this tier are entitled to."
    )
    company_id = fields.Many2one("res.company", help="Empty: used by all companies.")
    partner_count = fields.Integer(compute="_compute_partner_count", string="Customers")

    _name_uniq = models.Constraint(
        "UNIQUE(name, company_id)", "A tier of this name exists already."
    )

    def _compute_partner_count(self):
        counts = dict(
            self.env["res.partner"]._read_group(
                [("helpdesk_tier_id", "in", self.ids), ("parent_id", "=", False)],
                ["helpdesk_tier_id"],
                ["__count"],
            )
        )
        for tier in self:
            tier.partner_count = counts.get(tier._origin, 0)

    def action_view_partners(self):
        """Open the customers of the tier."""
        self.ensure_one()
        action = (
            self.env["ir.actions.act_window"]._for_xml_id("contacts.action_contacts")
            if self.env.ref("contacts.action_contacts", False)
            else {
                "type": "ir.actions.act_window",
                "res_model": "res.partner",
                "view_mode": "list,form",
            }
        )
        return {
            **action,
            "name": self.name,
            "domain": [("helpdesk_tier_id", "=", self.id)],
            "context": {"default_helpdesk_tier_id": self.id},
        }
