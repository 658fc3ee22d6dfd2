# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskSlaReport(models.Model):
    """The stock report showed every company's tickets to each manager (threat I11)."""

    _inherit = "helpdesk.sla.report"

    company_id = fields.Many2one("res.company", readonly=True)

    def _select_sla(self):
        return f"{super()._select_sla()}, ht.company_id AS company_id"

    def _where_sla(self):
        return f"{super()._where_sla()} AND hts.state <> 'cancelled'"
