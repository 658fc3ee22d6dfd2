# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    helpdesk_anonymise_months = fields.Integer(
        string="Anonymise closed tickets after (months)",
        help="Names, addresses, texts and files of tickets go so long after they were "
        "closed; what is counted stays. 0: never.",
    )
    helpdesk_delete_months = fields.Integer(
        string="Delete closed tickets after (months)",
        help="The tickets and their figures go so long after they were closed. "
        "0: never.",
    )

    _helpdesk_retention_months = models.Constraint(
        "CHECK(COALESCE(helpdesk_anonymise_months, 0) >= 0"
        " AND COALESCE(helpdesk_delete_months, 0) >= 0"
        " AND (COALESCE(helpdesk_delete_months, 0) = 0"
        " OR helpdesk_delete_months >= COALESCE(helpdesk_anonymise_months, 0)))",
        "The months for which tickets are kept cannot be negative, and a ticket cannot "
        "be deleted before it is anonymised.",
    )
