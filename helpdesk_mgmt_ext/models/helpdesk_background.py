# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2.extensions import TransactionRollbackError

from odoo import api, models

#: Attempts to get locks while other processes commit on the same records.
LOCK_ATTEMPTS = 5


class HelpdeskBackground(models.AbstractModel):
    """Work that is done soon, outside of the transaction that asks for it.

    Here a scheduled action does it, which finds the records by itself; an addon may
    spread it over processes. Whatever does it, a record is locked before it is worked
    on and its state is read again, so that nothing is done twice.
    """

    _name = "helpdesk.background"
    _description = "Helpdesk Background Work"

    @api.model
    def _later(self, records, method, cron_xmlid, at=None):
        """Let ``records.<method>()`` be done soon, or at ``at`` (UTC).

        :param method: must skip what is done or locked already
        :param cron_xmlid: the scheduled action that does it, too
        """
        cron = self.env.ref(cron_xmlid, raise_if_not_found=False)
        if cron and records:
            cron.sudo()._trigger(at)  # sudo: whoever's records wait, the job runs

    @api.model
    def _lock_free(self, records):
        """Lock those of ``records`` that no other process holds, and return them.

        None of them if one was changed since this transaction began: then another
        process works on them just now, and what it leaves is found the next time.
        """
        try:
            with self.env.cr.savepoint():
                locked = records.try_lock_for_update()
        except TransactionRollbackError:
            return records.browse()
        locked.invalidate_recordset()
        return locked

    @api.model
    def _lock_due(self, records, domain, order, limit, *, may_commit=True, **options):
        """Lock at most ``limit`` of what is due, and return it; others hold the rest.

        If one was changed since this transaction began, it takes a new look.

        :param records: of the model to search, in the environment to search with
        :param may_commit: whether the new look may end the transaction; if not, a
            :class:`TransactionRollbackError` is left to the caller
        :param options: what ``try_lock_for_update`` takes besides
        """
        for _attempt in range(LOCK_ATTEMPTS):
            due = records.search(domain, order=order, limit=limit * 20)
            try:
                with self.env.cr.savepoint():
                    return due.try_lock_for_update(limit=limit, **options)
            except TransactionRollbackError:
                if not may_commit:
                    raise
                self.env["ir.cron"]._commit_progress()
        return records.browse()
