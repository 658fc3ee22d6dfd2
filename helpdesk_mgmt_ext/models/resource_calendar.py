# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import pytz

from odoo import models
from odoo.fields import Domain


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _helpdesk_open_spans(self, start, stop, company):
        """Return the working time in ``[start, stop)``: sorted pairs of naive UTC.

        Holidays of the calendar and public ones of ``company`` are closed. None for no
        calendar, or one that never opens: the clock counts then.
        """
        if not self or start >= stop:
            return None if not self else []
        leaves = Domain("time_type", "=", "leave") & (
            Domain("calendar_id", "!=", False)
            | Domain("company_id", "in", [False, company.id])
        )
        # sudo: hours are needed for the arithmetic, whoever triggers it
        calendar = self.sudo()
        if not calendar.flexible_hours and not calendar.attendance_ids:
            return None
        work = calendar._work_intervals_batch(
            pytz.utc.localize(start), pytz.utc.localize(stop), domain=list(leaves)
        )[False]
        return [(_naive(opens), _naive(closes)) for opens, closes, _meta in work]


def _naive(moment):
    return moment.astimezone(pytz.utc).replace(tzinfo=None)
