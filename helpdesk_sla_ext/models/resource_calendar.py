# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Working hours as the SLA arithmetic wants them, and what happens when they change."""

from datetime import timedelta

import pytz

from odoo import models, tools
from odoo.fields import Domain

from odoo.addons.helpdesk_mgmt_ext.models.helpdesk_remembered_mixin import forget

from ..sla_clock import merged
from ..sla_clock.spans import clipped
from ..sla_clock.working_time import EPOCH, WEEK

CHUNK = 8 * WEEK
SECOND = timedelta(seconds=1)


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    #: Changing one of these moves the deadlines of open tickets.
    SLA_FIELDS = frozenset(
        {
            "tz",
            "hours_per_day",
            "two_weeks_calendar",
            "flexible_hours",
            "schedule_type",
            "full_time_required_hours",
            "attendance_ids",
            "leave_ids",
            "global_leave_ids",
            "company_id",
        }
    )

    def write(self, vals):
        result = super().write(vals)
        if self.SLA_FIELDS.intersection(vals):
            self._sla_refold_open_targets()
        return result

    def _sla_is_usable(self):
        """Whether the calendar ever opens."""
        self.ensure_one()
        if isinstance(self.id, int):
            return self._sla_remembered_is_usable()
        return self._sla_ever_opens()

    @tools.ormcache("self.id")
    def _sla_remembered_is_usable(self):
        """Return :meth:`_sla_is_usable`, kept per worker until the hours change."""
        # sudo: the same for everybody; hours are needed whoever triggers it
        return self.sudo()._sla_ever_opens()

    def _sla_ever_opens(self):
        if self.flexible_hours:
            return True
        return any(
            line.hour_to > line.hour_from and line.day_period != "lunch"
            for line in self.attendance_ids
            if not line.display_type
        )

    def _sla_hours_per_day(self):
        """Return the hours of a business day; without a calendar, day and night."""
        if not self:
            return 24.0
        return self.hours_per_day if self.hours_per_day > 0 else 8.0

    def _sla_open_spans(self, company):
        """Return a callable ``(start, stop) -> [(opens, closes)]``, naive UTC.

        It answers for aligned weeks, reads eight of them at once and remembers them.
        Holidays of the calendar and public ones of ``company`` are closed.
        """
        self.ensure_one()
        weeks = {}

        def open_spans(start, _stop):
            if start not in weeks:
                chunk = EPOCH + (start - EPOCH) // CHUNK * CHUNK
                weeks.update(self._sla_remembered_weeks(chunk, company))
            return weeks[start]

        return open_spans

    def _sla_read_spans(self, start, stop, company):
        leaves = Domain("time_type", "=", "leave") & (
            Domain("calendar_id", "!=", False)
            | Domain("company_id", "in", [False, company.id])
        )
        # Core reads a time zone from the context, which is that of one caller only.
        # sudo: hours are needed for the arithmetic, whoever triggers it
        calendar = self.with_env(self.env(context={})).sudo()
        work = calendar._work_intervals_batch(
            pytz.utc.localize(start), pytz.utc.localize(stop), domain=list(leaves)
        )[False]
        return merged((_naive(opens), _naive(closes)) for opens, closes, _meta in work)

    @tools.ormcache("self.id", "chunk", "company.id")
    def _sla_remembered_weeks(self, chunk, company):
        """Return {monday: open spans}, kept per worker until the hours change."""
        spans = self._sla_read_spans(chunk, chunk + CHUNK, company)
        mondays = (chunk + number * WEEK for number in range(CHUNK // WEEK))
        return {m: tuple(clipped(spans, m, m + WEEK)) for m in mondays}

    def _sla_refold_open_targets(self):
        """Let open deadlines follow the changed hours; verdicts stay (design, 3)."""
        forget(self.env)
        if self:
            # sudo: all tickets on these hours follow, seen by the editor or not
            self.env["helpdesk.ticket.sla"].sudo()._refold_where(
                Domain("calendar_id", "in", self.ids), "calendar"
            )


def _naive(moment):
    """Naive UTC, to the second: a day ends at 23:59:59.999999 for Odoo."""
    moment = moment.astimezone(pytz.utc).replace(tzinfo=None)
    if moment.microsecond >= 500000:
        moment += SECOND
    return moment.replace(microsecond=0)
