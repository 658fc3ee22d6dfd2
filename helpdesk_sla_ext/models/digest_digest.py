# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class DigestDigest(models.Model):
    _inherit = "digest.digest"

    kpi_helpdesk_sla = fields.Boolean(
        "SLA Compliance (%)",
        help="Share of the tickets solved on which every decided promise was kept.",
    )
    kpi_helpdesk_sla_value = fields.Float(
        compute="_compute_kpi_helpdesk_sla_value", export_string_translation=False
    )

    def _compute_kpi_helpdesk_sla_value(self):
        self._compute_helpdesk_kpi("kpi_helpdesk_sla")

    def _helpdesk_kpis(self):
        return {**super()._helpdesk_kpis(), "kpi_helpdesk_sla": self._helpdesk_sla}

    def _helpdesk_sla(self, period):
        broken = self._helpdesk_average(period("resolved_at"), "sla_breached")
        return None if broken is None else 100 - broken
