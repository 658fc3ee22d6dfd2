# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the portal's form asks a customer."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    helpdesk_portal_select_priority = fields.Boolean(
        string="Urgency in the portal's form",
        help="Customers say how urgent their request is. It becomes the priority of "
        "the ticket, and with it decides what service level applies.",
    )
    helpdesk_portal_priority_required = fields.Boolean(
        string="Urgency is required in the portal's form"
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    helpdesk_portal_select_priority = fields.Boolean(
        related="company_id.helpdesk_portal_select_priority", readonly=False
    )
    helpdesk_portal_priority_required = fields.Boolean(
        related="company_id.helpdesk_portal_priority_required", readonly=False
    )
