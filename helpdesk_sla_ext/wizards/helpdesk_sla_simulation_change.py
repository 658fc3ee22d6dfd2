# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import pytz

from odoo import api, fields, models

from ..models.helpdesk_sla import UNITS
from ..sla_clock import Target


class HelpdeskSlaSimulationChange(models.TransientModel):
    """A policy with another target, for a simulation."""

    _name = "helpdesk.sla.simulation.change"
    _description = "Helpdesk SLA Simulation: Other Target"

    simulation_id = fields.Many2one(
        "helpdesk.sla.simulation", required=True, ondelete="cascade"
    )
    sla_id = fields.Many2one(
        "helpdesk.sla",
        string="Policy",
        required=True,
        ondelete="cascade",
        domain=[("metric", "!=", "stage")],
    )
    target_value = fields.Float(
        string="Within",
        compute="_compute_target",
        store=True,
        precompute=True,
        readonly=False,
        digits=(16, 2),
    )
    target_unit = fields.Selection(
        UNITS,
        string="Unit",
        compute="_compute_target",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    calendar_id = fields.Many2one("resource.calendar", string="Working Hours")

    _value_positive = models.Constraint(
        "CHECK(target_value > 0)", "The target must be more than nothing."
    )

    @api.depends("sla_id")
    def _compute_target(self):
        for change in self:
            change.target_value = change.sla_id.target_value or 1.0
            change.target_unit = change.sla_id.target_unit or "business_hours"

    def _target(self):
        self.ensure_one()
        return Target(self.target_value, self.target_unit)

    def _counts_working_time(self):
        self.ensure_one()
        return self._target().is_working_time

    def _duration(self, start, calendar):
        self.ensure_one()
        zone = pytz.timezone(calendar.tz or "UTC")
        return self._target().duration(start, zone, calendar._sla_hours_per_day())
