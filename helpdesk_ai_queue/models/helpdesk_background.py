# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID

#: Records of one job: a batch of thousands becomes hundreds of jobs.
CHUNK = 10
#: Seconds after which the scheduled action looks whether the jobs left something.
NET_SECONDS = 120
#: Of models that this addon does not depend on.
CHANNELS = {"document.page": "root.helpdesk.drafts"}


class HelpdeskBackground(models.AbstractModel):
    _inherit = "helpdesk.background"

    @api.model
    def _later(self, records, method, cron_xmlid, at=None):
        """Queue jobs while somebody runs them; the scheduled action stays the net."""
        if at or not records or not self._is_runner_alive():
            return super()._later(records, method, cron_xmlid, at)
        for start in range(0, len(records), CHUNK):
            self._queue(records[start : start + CHUNK], method)
        return self._look_later(cron_xmlid, NET_SECONDS, at_least=NET_SECONDS / 2)

    @api.model
    def _look_later(self, cron_xmlid, seconds, at_least=0):
        """Wake a scheduled action in so many seconds, unless it will be about then.

        Under load it is asked for with every event; one run does for all of them.

        :param at_least: seconds from now before which a run is no use
        """
        cron = self.env.ref(cron_xmlid, raise_if_not_found=False)
        if not cron:
            return
        now = fields.Datetime.now()
        at = now + timedelta(seconds=seconds)
        domain = Domain("cron_id", "=", cron.id) & Domain("call_at", "<=", at)
        domain &= Domain("call_at", ">", now + timedelta(seconds=at_least))
        # sudo: whoever's records wait, the net is stretched
        if not self.env["ir.cron.trigger"].sudo().search_count(domain, limit=1):
            cron.sudo()._trigger(at)

    @api.model
    def _queue(self, records, method):
        """Queue one job, unless the same one waits already."""
        delayed = records.with_delay(
            channel=CHANNELS.get(records._name), identity_key=self._key(records, method)
        )
        return getattr(delayed, method)()

    @api.model
    def _key(self, records, method):
        """Return what tells that two jobs are the same."""
        return f"{records._name}.{method}:{','.join(map(str, sorted(records.ids)))}"

    @api.model
    def _is_runner_alive(self):
        """Whether a job runner watches this database: it holds a lock while it does."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database
                 WHERE locktype = 'advisory' AND granted
                   AND datname = current_database()
                   AND (classid::bigint << 32) + objid::bigint = %s
                 LIMIT 1
                """,
                PG_ADVISORY_LOCK_ID,
            )
        )
        return bool(rows)
