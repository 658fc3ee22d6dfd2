# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.fields import Domain

ANALYSIS = "helpdesk_mgmt_ext.helpdesk_ticket_analysis_action"
NOTHING = "–"


class DigestDigest(models.Model):
    """Figures of the helpdesk, each of the tickets its reader may work on."""

    _inherit = "digest.digest"

    kpi_helpdesk_new = fields.Boolean("New Tickets")
    kpi_helpdesk_new_value = fields.Integer(
        compute="_compute_kpi_helpdesk_new_value", export_string_translation=False
    )
    kpi_helpdesk_resolved = fields.Boolean("Solved Tickets")
    kpi_helpdesk_resolved_value = fields.Integer(
        compute="_compute_kpi_helpdesk_resolved_value", export_string_translation=False
    )
    kpi_helpdesk_first_response = fields.Boolean(
        "Median First Response (hours)",
        help="Clock hours to the first public answer, of the tickets that came in.",
    )
    kpi_helpdesk_first_response_value = fields.Float(
        compute="_compute_kpi_helpdesk_first_response_value",
        export_string_translation=False,
    )
    kpi_helpdesk_csat = fields.Boolean(
        "Customer Satisfaction (%)",
        help="Share of 4 and 5 of 5 among the ratings of the tickets solved.",
    )
    kpi_helpdesk_csat_value = fields.Float(
        compute="_compute_kpi_helpdesk_csat_value", export_string_translation=False
    )

    # One method per figure: core forgets one figure at a time between two periods.

    def _compute_kpi_helpdesk_new_value(self):
        self._compute_helpdesk_kpi("kpi_helpdesk_new")

    def _compute_kpi_helpdesk_resolved_value(self):
        self._compute_helpdesk_kpi("kpi_helpdesk_resolved")

    def _compute_kpi_helpdesk_first_response_value(self):
        self._compute_helpdesk_kpi("kpi_helpdesk_first_response")

    def _compute_kpi_helpdesk_csat_value(self):
        self._compute_helpdesk_kpi("kpi_helpdesk_csat")

    def _compute_helpdesk_kpi(self, name):
        """Compute a figure in the period of the context.

        :raises AccessError: the reader has no helpdesk; his digest leaves it out
        """
        self.env["helpdesk.ticket.analysis"].check_access("read")
        for digest in self:
            digest[f"{name}_value"] = digest._get_helpdesk_kpi(name) or 0

    def _helpdesk_kpis(self):
        """Return name → method that gives its value for a period, None for nothing.

        A method gets a function that returns, for a date field, the domain of the
        company's tickets in the period.
        """
        return {
            "kpi_helpdesk_new": self._helpdesk_new,
            "kpi_helpdesk_resolved": self._helpdesk_resolved,
            "kpi_helpdesk_first_response": self._helpdesk_first_response,
            "kpi_helpdesk_csat": self._helpdesk_csat,
        }

    def _get_helpdesk_kpi(self, name):
        """Return the value of ``name`` in the period of the context."""
        self.ensure_one()
        start, end, _companies = self._get_kpi_compute_parameters()
        company = self.company_id or self.env.company

        def period(date_field):
            domain = Domain("company_id", "=", company.id)
            if start:
                domain &= Domain(date_field, ">=", start)
            return domain & Domain(date_field, "<", end) if end else domain

        return self._helpdesk_kpis()[name](period)

    def _helpdesk_new(self, period):
        return self.env["helpdesk.ticket.analysis"].search_count(period("received_at"))

    def _helpdesk_resolved(self, period):
        return self.env["helpdesk.ticket.analysis"].search_count(period("resolved_at"))

    def _helpdesk_first_response(self, period):
        found = self.env["helpdesk.ticket.analysis"]._percentiles(
            period("received_at"), "first_response_hours"
        )
        return found["median"]

    def _helpdesk_csat(self, period):
        return self._helpdesk_average(period("resolved_at"), "rating_satisfied")

    def _helpdesk_average(self, domain, name):
        """Return the average of a field of the report, None if nothing has a value."""
        [(value,)] = self.env["helpdesk.ticket.analysis"]._read_group(
            domain, [], [f"{name}:avg"]
        )
        return None if value is False else value

    def _compute_kpis(self, company, user):
        """Show a dash where there is nothing to tell: 0 % would be a verdict."""
        kpis = super()._compute_kpis(company, user)
        frames = self._compute_timeframes(company)
        for kpi in kpis:
            if kpi["kpi_name"] not in self._helpdesk_kpis():
                continue
            for number, (_label, (period, _previous)) in enumerate(frames, 1):
                column = kpi[f"kpi_col{number}"]
                digest = self.with_context(
                    start_datetime=period[0], end_datetime=period[1]
                )
                digest = digest.with_user(user).with_company(company)
                if digest._get_helpdesk_kpi(kpi["kpi_name"]) is None:
                    column.update(value=NOTHING, margin=0)
        return kpis

    def _compute_kpis_actions(self, company, user):
        menu = self.env.ref("helpdesk_mgmt.helpdesk_ticket_main_menu").id
        action = f"{ANALYSIS}?menu_id={menu}"
        return super()._compute_kpis_actions(company, user) | dict.fromkeys(
            self._helpdesk_kpis(), action
        )
