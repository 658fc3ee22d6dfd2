# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The lifecycle job: does what is due, once, whatever happens to the process."""

import logging
from collections import defaultdict
from datetime import timedelta

from psycopg2 import errors
from psycopg2.extensions import TransactionRollbackError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ..reminder_schedule import CLOSE, FINAL, WAIT
from .helpdesk_ticket_automation import IDLE, REMIND

_logger = logging.getLogger(__name__)

BATCH = 50
#: Final mail and close are two rounds of one pass; more would be an error in a rule.
MAX_ROUNDS = 4
FIRST_RETRY = timedelta(minutes=5)
LAST_RETRY = timedelta(hours=24)
#: Another process was faster, or a person writes the ticket just now.
OVERTAKEN = (TransactionRollbackError, errors.UniqueViolation)


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @api.model
    def _cron_lifecycle(self, batch_size=BATCH):
        """Remind, close and move what is due; resumable, a transaction per batch.

        Selects by an index on the due date, so it costs what is due, not what is open.
        A ticket that another process holds is left to it.
        """
        now = fields.Datetime.now()
        domain = [("automation_due_at", "<=", now)]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(domain))
        while tickets := self._lock_due(domain, batch_size):
            tickets._as_bot()._run_automation(now)
            if not cron._commit_progress(len(tickets)):
                return  # time is up: the scheduler calls again
        cron._commit_progress(remaining=0)
        self._wake_lifecycle(now)

    @api.model
    def _lock_due(self, domain, limit):
        """Return at most ``limit`` due tickets, locked; others hold the rest."""
        return self.env["helpdesk.background"]._lock_due(
            self, domain, "automation_due_at, id", limit, allow_referencing=True
        )

    @api.model
    def _wake_lifecycle(self, now):
        """Run again at the next due moment, if that is before the regular run."""
        # sudo: whoever runs the job may not read its record
        cron = self.env.ref("helpdesk_mgmt_ext.ir_cron_lifecycle", False)
        following = self.search(
            [("automation_due_at", ">", now)], order="automation_due_at", limit=1
        ).automation_due_at
        if cron and following and following <= now + timedelta(minutes=5):
            # sudo: people may not schedule jobs
            cron.sudo()._trigger(at=following)

    def _run_automation(self, now):
        """Do to these locked tickets all that is due at ``now``."""
        plans = self._plan_isolated(now)
        failed = self.filtered(lambda t: t not in plans)
        for _round in range(MAX_ROUNDS):
            due = defaultdict(self.browse)
            for ticket in self - failed:
                if plans[ticket].action != WAIT:
                    due[plans[ticket]._replace(at=None)] += ticket
            if not due:
                break
            done = self.browse()
            for plan, tickets in due.items():
                succeeded = tickets._do_isolated(plan, now)
                failed += tickets - succeeded
                done += succeeded
            following = done._plan_isolated(now)
            failed += done.filtered(lambda t, known=following: t not in known)
            plans.update(following)
        (self - failed)._settle(plans, now)

    def _plan_isolated(self, now):
        """Return the plans of the tickets that can be planned; the others are put off.

        All in one go; if that fails, one by one, so that a bad ticket harms no other.
        """
        try:
            with self.env.cr.savepoint():
                return self._plan_automation(now)
        except Exception as error:
            if len(self) == 1:
                self._keep_failure(error, now)
                return {}
        plans = {}
        for ticket in self:
            plans.update(ticket._plan_isolated(now))
        return plans

    def _settle(self, plans, now):
        """Write when each ticket is to be looked at again, and that all is well."""
        for ticket in self:
            at = plans[ticket].at
            # Never at once again, whatever a rule says: the job must come to an end.
            facts = {"automation_due_at": at and max(at, now + timedelta(minutes=1))}
            if ticket.automation_failures:
                facts.update(automation_failures=0, automation_error=False)
            ticket._write_facts(facts)

    def _do_isolated(self, plan, now):
        """Do ``plan``; return the tickets on which it succeeded.

        All in one go; if that fails, one by one, so that a bad ticket harms no other.
        """
        try:
            with self.env.cr.savepoint():
                self._do_plan(plan, now)
            return self
        except OVERTAKEN:
            if len(self) == 1:
                _logger.info("%s is being handled elsewhere", self.number)
                self._put_off(now)
                return self.browse()
        except Exception as error:
            if len(self) == 1:
                self._keep_failure(error, now)
                return self.browse()
        return self.browse().concat(*(t._do_isolated(plan, now) for t in self))

    def _put_off(self, now):
        self._write_facts({"automation_due_at": now + timedelta(minutes=1)})

    def _keep_failure(self, error, now):
        """Keep why it failed where an administrator sees it, and try again later."""
        expected = isinstance(error, UserError)  # says itself what to do
        _logger.log(
            logging.INFO if expected else logging.WARNING,
            "Helpdesk automation failed on %s: %s",
            self.number,
            error,
            exc_info=not expected,
        )
        delay = min(FIRST_RETRY * 2 ** min(self.automation_failures, 12), LAST_RETRY)
        text = str(error).strip() or type(error).__name__
        self._write_facts(
            {
                "automation_error": text[:1000],
                "automation_failures": self.automation_failures + 1,
                "automation_due_at": now + delay,
            }
        )

    def _do_plan(self, plan, now):
        """Do what is due, ledger row and effect in one transaction."""
        since = {t: t._silent_since() for t in self}
        self.env["helpdesk.ticket.notice"]._record(self, since, plan.kind, now)
        self._track_set_author(self.env.user.partner_id)
        if plan.action == REMIND:
            self._remind(self.env["helpdesk.reminder.step"].browse(plan.step))
        elif plan.action == CLOSE:
            self._close_silent(now)
        elif plan.action == IDLE:
            self._move_idle()

    def _remind(self, step):
        """Queue the mail of ``step`` to the customers of these tickets.

        :raises UserError: a customer without usable address; he must not be closed
        """
        for ticket in self:
            if not email_normalize(ticket._customer_email(), strict=False):
                raise UserError(
                    self.env._(
                        "%(ticket)s: the customer cannot be reminded, there is no "
                        "valid mail address. Fill it in, or close the ticket by hand.",
                        ticket=ticket.number,
                    )
                )
        self._queue_notice(step.template_id)
        for count, tickets in self.grouped("reminder_count").items():
            tickets._write_facts({"reminder_count": count + 1})

    def _close_silent(self, now):
        """Close because nobody answered; who has just got the final mail gets no more.

        :raises UserError: the team has no closing stage
        """
        told = self.env["helpdesk.ticket.notice"]._sent(
            self, {t: t._silent_since() for t in self}
        )
        just_told = self.filtered(lambda t: told[t].get(FINAL) == now)
        just_told.with_context(helpdesk_no_stage_notice=True)._close(
            "closed", "no_reply"
        )
        (self - just_told)._close("closed", "no_reply")

    def _move_idle(self):
        """Move tickets nobody works on to Awaiting: no mail, no pause of the clock.

        :raises UserError: the team's pipeline has no stage for waiting
        """
        for ticket in self:
            if not ticket._pipeline()._for_role("pending_customer"):
                raise UserError(
                    self.env._(
                        "%(ticket)s: nobody works on it, but its team has no stage "
                        "for waiting to move it to.",
                        ticket=ticket.number,
                    )
                )
        text = self.env._("Nobody worked on it in time: moved by the idle rule.")
        self._message_log_batch(bodies=dict.fromkeys(self.ids, text))
        self._move_to_role("pending_customer", {"auto_awaiting": True})

    def action_retry_automation(self):
        """Try the failed automatic step again with the next run of the job, now."""
        self.check_access("write")
        self.filtered("automation_failures")._write_facts(
            {"automation_due_at": fields.Datetime.now()}
        )
        # sudo: waking the job is no matter of rights
        cron = self.env.ref("helpdesk_mgmt_ext.ir_cron_lifecycle", False)
        if cron:
            cron.sudo()._trigger()
        return True
