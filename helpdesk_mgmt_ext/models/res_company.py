# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    helpdesk_create_contact = fields.Boolean(
        string="Create contacts of unknown senders",
        default=True,
        help="A request from an unknown address makes a contact. Otherwise the ticket "
        "keeps name and address only.",
    )
    helpdesk_public_form = fields.Boolean(
        string="Public request form",
        default=True,
        help="Visitors can send a request at /helpdesk/new without an account.",
    )
    helpdesk_match_company = fields.Boolean(
        string="Link new contacts to the company of their mail domain",
        default=True,
        help="Only if exactly one company among your contacts has an address in that "
        "domain, and never for public mail providers.",
    )
    helpdesk_portal_visibility = fields.Selection(
        [
            ("own", "Their own tickets"),
            ("followed", "Their own tickets and those they follow"),
            ("company", "All tickets of their company"),
        ],
        string="Customers see in the portal",
        default="followed",
        required=True,
        help="A contact can be allowed to see all tickets of his company, whatever is "
        "chosen here. Other customers' tickets and internal notes are never shown.",
    )
