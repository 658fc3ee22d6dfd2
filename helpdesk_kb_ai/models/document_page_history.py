# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class DocumentPageHistory(models.Model):
    _inherit = "document.page.history"

    kb_ai_text = fields.Boolean(
        string="Written by AI",
        readonly=True,
        help="A language model put this into words; check every step.",
    )
