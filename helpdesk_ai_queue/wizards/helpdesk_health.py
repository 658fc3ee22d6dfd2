# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL

from odoo.addons.queue_job.job import FAILED


class HelpdeskHealth(models.TransientModel):
    _inherit = "helpdesk.health"

    @api.model
    def _check_jobs(self):
        return [*super()._check_jobs(), self._check_job_queue()]

    @api.model
    def _check_job_queue(self):
        # sudo: the queue belongs to its managers; only how many failed is told
        failed = (
            self.env["queue.job"]
            .sudo()
            .search_count(
                [("state", "=", FAILED), ("channel", "=like", "root.helpdesk%")]
            )
        )
        return self._row(
            "job_queue",
            self.env._("Job queue"),
            failed and self.env._("%s jobs failed", failed),
            self._runner_state(),
            remedy=self._admin_remedy("queue_job.action_queue_job"),
        )

    @api.model
    def _runner_state(self):
        """Return whether somebody runs jobs; locks are not seen on a replica."""
        if self.env.execute_query(SQL("SELECT pg_is_in_recovery()"))[0][0]:
            return self.env._("Whether jobs are run is not known to a replica")
        if self.env["helpdesk.background"]._is_runner_alive():
            return self.env._("A job runner is at work")
        return self.env._("No job runner: the scheduled actions do this work")
