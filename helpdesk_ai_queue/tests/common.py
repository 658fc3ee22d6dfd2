# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl.html).
from contextlib import contextmanager
from unittest.mock import patch

from odoo.addons.helpdesk_ai_queue.models.helpdesk_background import HelpdeskBackground


class QueueCase:
    """Adds to a test case what looks into the queue; mix it in first."""

    @contextmanager
    def _runner(self, alive=True):
        """Let a job runner watch the database, or none."""
        with patch.object(HelpdeskBackground, "_is_runner_alive", lambda _self: alive):
            yield

    def _jobs(self, method):
        """Return the jobs of ``method`` in the order they were queued."""
        return self.env["queue.job"].search([("method_name", "=", method)], order="id")

    def _ids(self, jobs):
        """Return the ids of all records of ``jobs``, in order."""
        return [record.id for job in jobs for record in job.records]
