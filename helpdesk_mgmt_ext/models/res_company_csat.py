# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    helpdesk_csat_cap_days = fields.Integer(
        string="Days between two satisfaction mails",
        default=7,
        help="A contact is asked about one ticket in so many days; a ticket that came "
        "back is asked about again all the same. 0: about each ticket.",
    )
    helpdesk_csat_expiry_days = fields.Integer(
        string="Days a satisfaction link lives",
        default=30,
        help="After that the customer can no longer rate. 0: no end.",
    )
    helpdesk_csat_correction_minutes = fields.Integer(
        string="Minutes to correct a rating",
        default=60,
        help="So long can the customer change his mind; then the rating stays.",
    )

    _helpdesk_csat_numbers = models.Constraint(
        "CHECK(helpdesk_csat_cap_days >= 0 AND helpdesk_csat_expiry_days >= 0"
        " AND helpdesk_csat_correction_minutes >= 0)",
        "Days and minutes of the satisfaction mails cannot be negative.",
    )
