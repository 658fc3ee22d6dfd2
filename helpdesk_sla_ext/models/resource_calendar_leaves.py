# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._sla_calendars()._sla_refold_open_targets()
        return leaves

    def write(self, vals):
        before = self._sla_calendars()
        result = super().write(vals)
        (before | self._sla_calendars())._sla_refold_open_targets()
        return result

    def unlink(self):
        calendars = self._sla_calendars()
        result = super().unlink()
        calendars.exists()._sla_refold_open_targets()
        return result

    def _sla_calendars(self):
        """Return the calendars whose hours these absences shorten.

        A person's absence shortens no customer's promise; an absence without a
        calendar is a public holiday of its company, on every calendar in use there.
        """
        public = self.filtered(lambda leave: not leave.resource_id)
        calendars = public.calendar_id
        everywhere = public.filtered(lambda leave: not leave.calendar_id)
        if everywhere:
            # sudo: which calendars are in use is read across all targets
            rows = self.env["helpdesk.ticket.sla"].sudo()
            companies = everywhere.company_id
            in_companies = Domain("company_id", "in", companies.ids)
            if any(not leave.company_id for leave in everywhere):
                in_companies = Domain.TRUE
            groups = rows._read_group(
                rows._open_domain() & in_companies & Domain("calendar_id", "!=", False),
                ["calendar_id"],
            )
            calendars |= calendars.union(*[calendar for (calendar,) in groups])
        return calendars
