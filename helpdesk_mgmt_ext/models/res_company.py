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
    helpdesk_match_company = fields.Boolean(
        string="Link new contacts to the company of their mail domain",
        default=True,
        help="Only if exactly one company among your contacts has an address in that "
        "domain, and never for public mail providers.",
    )
