# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Jobs go on after the machine's clock was set back.

Core runs a job when its next call is reached, and would wait for a moment that was
near before, and is far away now. A last run that lies ahead proves what happened. The
first job that runs at all, because something woke it or a person did, puts all right.
"""

import logging

from odoo import SUPERUSER_ID, api, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

#: Jobs whose last run lies ahead and whose next is further away than it ever may be;
#: a minute is what the clocks of several hosts may differ. A next run that does not
#: follow from the last one was put off by an administrator.
FROM_BEFORE = SQL(
    """
    active AND lastcall > now() at time zone 'UTC' + interval '1 minute'
    AND nextcall > now() at time zone 'UTC'
        + 2 * (interval_number || ' ' || interval_type)::interval
    AND nextcall <= lastcall
        + 2 * (interval_number || ' ' || interval_type)::interval
    """
)
#: Whole intervals earlier, so that a nightly job stays one. Those that run just now
#: are left to whoever runs them.
PUT_RIGHT = """
    UPDATE ir_cron SET nextcall = nextcall - (interval_number || ' ' || interval_type)
           ::interval * floor(
               extract(epoch FROM nextcall - now() at time zone 'UTC')
             / extract(epoch FROM (interval_number || ' ' || interval_type)::interval))
     WHERE id IN (SELECT id FROM ir_cron WHERE %s AND %s
                     FOR NO KEY UPDATE SKIP LOCKED)
 RETURNING nextcall
"""


class IrCron(models.Model):
    _inherit = "ir.cron"

    @classmethod
    def _process_job(cls, cron_cr, job):
        mine = cls._helpdesk_follow_clock(cron_cr, SQL("id = %s", job["id"]))
        if mine:
            job = {**job, "nextcall": mine[0]}
        try:
            with cls.pool.cursor() as cr:
                others = cls._helpdesk_follow_clock(cr, SQL("id <> %s", job["id"]))
                if mine or others:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    env[cls._name]._helpdesk_clock_was_set_back()
        except Exception:  # whatever it is, it must not keep the job from running
            _logger.warning("Helpdesk: jobs could not follow the clock", exc_info=True)
        return super()._process_job(cron_cr, job)

    @classmethod
    def _helpdesk_follow_clock(cls, cr, which):
        """Schedule anew what waits for a moment from before the clock was set back.

        :param which: condition of SQL on the jobs
        :return: their next calls (UTC)
        """
        cr.execute(SQL("SELECT 1 FROM ir_cron WHERE %s AND %s", FROM_BEFORE, which))
        if not cr.rowcount:
            return []
        cr.execute(SQL(PUT_RIGHT, FROM_BEFORE, which))
        return [nextcall for (nextcall,) in cr.fetchall()]

    @api.model
    def _helpdesk_clock_was_set_back(self):
        """Try again now what waits for another try; addons add what waits for them.

        When it was to be tried is not known any more, and a try too early does no harm.
        """
        _logger.warning("The clock was set back: helpdesk jobs are scheduled anew")
        self.env["helpdesk.webhook.delivery"]._follow_clock()
        self.env["helpdesk.mail.quarantine"]._follow_clock()
        self.env["mail.mail"]._helpdesk_follow_clock()
        self.env["helpdesk.ticket"]._wake_automation(idle=True)
        self.env.cr.postcommit.add(self._notifydb)

    def _helpdesk_waits_for_old_time(self):
        """Return those that wait because the clock was set back."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM ir_cron WHERE %s AND id = ANY(%s)",
                FROM_BEFORE,
                self.ids,
            )
        )
        return self.browse([job_id for (job_id,) in rows])
