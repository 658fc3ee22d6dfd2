# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The sweep: what is due, in order, once; it costs what is due, not what is open."""

import logging
from datetime import timedelta

from psycopg2.extensions import TransactionRollbackError

from odoo import api, fields, models
from odoo.fields import Domain

from .helpdesk_sla_folding import Folding
from .helpdesk_sla_folding_ladder import SECOND

_logger = logging.getLogger(__name__)

#: A ticket that cannot be handled is tried again after this.
RETRY = timedelta(hours=1)
#: A ticket that somebody writes just now is looked at again after this.
SOON = timedelta(minutes=1)


class HelpdeskTicketSla(models.Model):
    _inherit = "helpdesk.ticket.sla"

    @api.model
    def _cron_sweep(self, batch_size=100):
        """Flag and escalate what is due; safe to interrupt and to run twice at once.

        In the cron: one batch per call, committed. Called from elsewhere (a server
        action, a test): all that is due, in the caller's transaction.
        """
        # sudo: the sweep is the system's, whoever starts it
        rows = self.sudo()
        in_cron = bool(self.env.context.get("ir_cron_progress_id"))
        done = rows._sweep_batch(batch_size)
        while done == batch_size and not in_cron:
            done = rows._sweep_batch(batch_size)
        if in_cron:
            left = rows.search_count(rows._due_domain(fields.Datetime.now()))
            self.env["ir.cron"]._commit_progress(done, remaining=left)
        rows._wake_sweep(
            rows.search(rows._scheduled_domain(), order="next_at", limit=1)
        )

    @api.model
    def _due_domain(self, now):
        return Domain("next_at", "<=", now)

    @api.model
    def _scheduled_domain(self):
        return Domain("next_at", "!=", False)

    @api.model
    def _sweep_batch(self, batch_size):
        now = fields.Datetime.now()
        rows = self._lock_due(now, batch_size)
        folding = rows._try_folding(now)
        rows.ticket_id.ticket_sla_ids.mapped("state")  # all at once, not per ticket
        for mine in rows.grouped("ticket_id").values():
            mine._sweep_ticket(now, folding)
        return len(rows)

    @api.model
    def _lock_due(self, now, limit):
        """Return at most ``limit`` due rows, locked; others hold the rest."""
        return self.env["helpdesk.background"]._lock_due(
            self,
            self._due_domain(now),
            "next_at, id",
            limit,
            # the caller's transaction is not ours to commit
            may_commit=bool(self.env.context.get("ir_cron_progress_id")),
        )

    def _try_folding(self, now):
        """Return the folding of all these rows; None if a ticket spoils it."""
        try:
            with self.env.cr.savepoint():
                return Folding(self.ticket_id, now)
        except Exception:
            _logger.warning("SLA sweep: one ticket at a time", exc_info=True)
            return None

    def _sweep_ticket(self, now, folding):
        """Handle the due targets of one ticket; a failure stays with this ticket."""
        try:
            with self.env.cr.savepoint():
                self._sweep_rows(folding or Folding(self.ticket_id, now))
                self.env.flush_all()
        except TransactionRollbackError:
            _logger.info("SLA sweep: ticket %s is being changed", self.ticket_id.id)
            self._put_off({"next_at": now + SOON})
        except Exception as error:
            _logger.exception("SLA sweep: ticket %s failed", self.ticket_id.id)
            self._put_off({"next_at": now + RETRY, "sweep_error": f"{error}"[:500]})

    def _put_off(self, vals):
        self.env.invalidate_all(flush=False)
        self.write(vals)
        self.env.flush_all()

    def _sweep_rows(self, folding):
        if not self.ticket_id.active:
            self.write({"next_at": folding.now + timedelta(days=1)})
            return
        for reason, rows in self.grouped("refold_reason").items():
            # Not woken for each: the sweep itself looks at last what is due next.
            rows._refold(reason or None, folding, wake=False)
        fired = self.browse()
        for row in self:
            # what an earlier rung does to the ticket may drop a target
            if (not fired or row.exists()) and row._fire_due_rungs(folding):
                fired |= row
        left = self.exists() if fired else self
        for row in fired & left:
            row.write({"next_at": folding.next_moment(row)})
        stale = left.filtered(
            lambda row: (
                row.sweep_error
                or row.refold_reason
                or (row.next_at and row.next_at <= folding.now)
            )
        )
        for row in stale:
            row.write(
                {
                    "sweep_error": False,
                    "refold_reason": False,
                    "next_at": folding.next_moment(row),
                }
            )

    def _fire_due_rungs(self, folding):
        """Do the rungs of the ladder that are due; return whether there were any.

        Warnings whose deadline has passed meanwhile (an outage, a reclassification)
        are ticked off unsaid: they would be wrong by now.
        """
        self.ensure_one()
        rungs = folding.due_rungs(self.sla_id, self.ticket_id, self.cycle, self)
        late = self.state == "expired"
        skipped = {r for r, moment in rungs if late and moment < self.deadline}
        self.env["helpdesk.sla.escalation.log"].create(
            [
                {
                    "ticket_id": self.ticket_id.id,
                    "ticket_sla_id": self.id,
                    "escalation_id": rung.id,
                    "lap": self.lap,
                    "at": folding.now,
                    "skipped": rung in skipped,
                }
                for rung, _moment in rungs
            ]
        )
        folding.fired(self, self.lap).update(rung.id for rung, _moment in rungs)
        for rung, _moment in rungs:
            if rung not in skipped:
                rung._apply(self)
        return bool(rungs)

    # ----------------------------------------------------------------- waking

    def _wake_sweep(self, rows=None):
        """See to it that the sweep runs when the first of these targets is due.

        Nothing is done if it will run by then anyway; it wakes itself for the next.
        """
        self._wake_sweep_at((rows or self).exists().mapped("next_at"))

    @api.model
    def _wake_sweep_at(self, moments):
        """See :meth:`_wake_sweep`; the moments may be False."""
        moments = [*filter(None, moments)]
        xmlid = "helpdesk_sla_ext.ir_cron_sla_sweep"
        cron_id = self.env["ir.model.data"]._xmlid_to_res_id(xmlid)
        if not moments or not cron_id:
            return
        at = max(min(moments), fields.Datetime.now())
        # sudo: people who move tickets may not schedule jobs
        triggers = self.env["ir.cron.trigger"].sudo()
        domain = [("cron_id", "=", cron_id), ("call_at", "<=", at + SECOND)]
        if not triggers.search_count(domain, limit=1):
            # sudo: as above
            self.env["ir.cron"].sudo().browse(cron_id).exists()._trigger(at=at)
