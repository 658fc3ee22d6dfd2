# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Send the outbox: claim, commit, send, commit.

The database is only used by the job's own thread; the calls have threads of their own,
a few for each receiver, so one that hangs keeps no other waiting. Of a ticket only one
message at a time is on its way to a receiver. A message is claimed by a committed state
and a lease: no two processes send it, and that of a killed one is sent again when the
lease is over.
"""

import logging
import random
import time
from datetime import timedelta

import psycopg2.errors

from odoo import api, fields, models
from odoo.tools import SQL

from ..webhook_client import Dispatch, Verdict, retry_delay

_logger = logging.getLogger(__name__)

#: Seconds beyond a receiver's timeout after which a sender is taken for dead.
LEASE = 60
#: Retries due within so many seconds are waited for: a job is not woken that exactly.
LINGER = 6
#: So often a write is tried again that another process was faster with.
RETRIES = 5


class HelpdeskWebhookDelivery(models.Model):
    _inherit = "helpdesk.webhook.delivery"

    @api.model
    def _cron_deliver(self):
        """Send what is due; safe to interrupt, and with several at once."""
        left = self.env["ir.cron"]._commit_progress(remaining=self._count_due())
        self._send_due(time.monotonic() + left)
        self._end_run()

    @api.model
    def _end_run(self):
        """Let the job go on, at once if its time was up before everything was sent."""
        remaining = self._count_due()
        if remaining:
            # the scheduler would take it up again only when it next looks: in a minute
            self.env["helpdesk.webhook"]._wake()
        else:
            self._wake_for_next()
        self.env["ir.cron"]._commit_progress(remaining=remaining)

    @api.model
    def _send_due(self, until, only=()):
        """Send until nothing is due or the time is up; commits after each message.

        :param until: a moment of ``time.monotonic()``
        :param only: ids of webhooks, if not all
        """
        left = until - time.monotonic()
        with Dispatch(only) as dispatch:
            while True:
                if left > 0:
                    self._hand_out(dispatch)
                if not dispatch.calls:
                    if left <= 0 or only or not self._linger(dispatch, left):
                        break
                    continue
                for call, answer in dispatch.finished():
                    self._in_transaction(self._record, call, answer)
                    granted = self.env["ir.cron"]._commit_progress(1)
                    left = min(left, granted, until - time.monotonic())

    @api.model
    def _in_transaction(self, method, *args):
        """Call ``method`` and commit; again when another process was faster.

        :return: what it returns; None if the others were faster each time
        """
        for _attempt in range(RETRIES):
            try:
                result = method(*args)
                self.env["ir.cron"]._commit_progress()
                return result
            except psycopg2.errors.SerializationFailure:
                self.env.cr.rollback()
        _logger.warning("Webhooks: given up after %s conflicts", RETRIES)
        return None

    # ------------------------------------------------------------------ claim

    @api.model
    def _hand_out(self, dispatch):
        """Give each receiver as many of the due messages as it can take."""
        if dispatch.must_look():
            dispatch.receivers = self._receivers(dispatch.only)
            self.env["ir.cron"]._commit_progress()
        while receivers := dispatch.free():
            for receiver in receivers:
                busy = list(dispatch.topics(receiver))
                row = self._in_transaction(self._claim, receiver, busy)
                if row:
                    dispatch.start(receiver, row)
                else:
                    dispatch.nothing_for(receiver)

    @api.model
    def _receivers(self, only=()):
        """Return the receivers with something due, as plain values.

        :param only: ids of webhooks, if not all
        """
        webhook_ids = self._due_webhook_ids()
        if only:
            webhook_ids = [one for one in webhook_ids if one in only]
        return {
            webhook.id: {
                "id": webhook.id,
                "url": webhook.url.strip(),
                "keys": webhook._signing_keys(),
                "timeout": webhook.timeout,
                "allow_private": webhook.allow_private,
            }
            for webhook in self.env["helpdesk.webhook"].browse(webhook_ids)
        }

    @api.model
    def _due_webhook_ids(self):
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT webhook.id FROM helpdesk_webhook AS webhook
                 WHERE active AND (resting_until IS NULL OR resting_until <= %(now)s)
                   AND EXISTS (
                    SELECT FROM helpdesk_webhook_delivery AS delivery
                     WHERE webhook_id = webhook.id AND next_try_at <= %(now)s
                       AND (state = 'pending'
                            OR state = 'sending' AND leased_until <= %(now)s))
                """,
                now=now,
            )
        )
        return [webhook_id for (webhook_id,) in rows]

    @api.model
    def _claim(self, receiver, busy):
        """Take one due message of the receiver; None if there is none left.

        :param busy: ids of tickets of which it is being sent a message already
        """
        now = fields.Datetime.now()
        lease = now + timedelta(seconds=receiver["timeout"] + LEASE)
        query = SQL(
            """
            UPDATE helpdesk_webhook_delivery
               SET state = 'sending', attempt = attempt + 1, leased_until = %(lease)s
             WHERE id = (
                SELECT id FROM helpdesk_webhook_delivery
                 WHERE webhook_id = %(webhook)s AND next_try_at <= %(now)s
                   AND (state = 'pending'
                        OR state = 'sending' AND leased_until <= %(now)s)
                   AND (ticket_id IS NULL OR ticket_id <> ALL(%(busy)s))
              ORDER BY next_try_at, id
                 LIMIT 1
                   FOR UPDATE SKIP LOCKED)
         RETURNING id, message_id, body, attempt, ticket_id
            """,
            lease=lease,
            webhook=receiver["id"],
            now=now,
            busy=busy,
        )
        self.env.cr.execute(query, log_exceptions=False)
        return self.env.cr.fetchone()

    # ----------------------------------------------------------------- result

    @api.model
    def _record(self, call, answer):
        """Write down what came of a call, on the message and on its receiver."""
        delivery = self.browse(call.row[0]).exists()
        webhook = self.env["helpdesk.webhook"].browse(call.receiver["id"]).exists()
        if not delivery or not webhook:
            return
        now = fields.Datetime.now()
        verdict = answer.verdict
        vals = {
            "status": answer.status,
            "error": answer.error or False,
            "latency_ms": round(answer.latency * 1000),
            "leased_until": False,
            **self._prepare_outcome_vals(verdict, call.row[3], answer, now),
        }
        delivery.write(vals)
        if verdict is Verdict.ACKED:
            webhook._note_success(now)
        elif verdict is Verdict.RETRY:
            webhook._note_failure(now, answer)
        else:
            webhook._note_refusal(now, answer, gone=verdict is Verdict.GONE)

    @api.model
    def _prepare_outcome_vals(self, verdict, attempt, answer, now):
        if verdict is Verdict.ACKED:
            return {"state": "acked", "done_at": now}
        if verdict is Verdict.RETRY:
            delay = retry_delay(attempt, random.random(), answer.retry_after)
            if delay is not None:
                later = now + timedelta(seconds=delay)
                return {"state": "pending", "next_try_at": later}
        return {"state": "dead", "done_at": now}

    # ------------------------------------------------------------------- wake

    @api.model
    def _count_due(self):
        """Return how many messages could be sent now."""
        return self.search_count(
            [
                ("webhook_id", "in", self._due_webhook_ids()),
                ("state", "=", "pending"),
                ("next_try_at", "<=", fields.Datetime.now()),
            ]
        )

    @api.model
    def _next_due(self):
        """Return when the next message can be sent (UTC), or None."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT MIN(GREATEST(
                           webhook.resting_until, delivery.next_try_at,
                           CASE WHEN state = 'sending' THEN leased_until END))
                  FROM helpdesk_webhook_delivery AS delivery
                  JOIN helpdesk_webhook AS webhook ON webhook.id = webhook_id
                 WHERE webhook.active AND state IN ('pending', 'sending')
                """
            )
        )
        return rows[0][0]

    @api.model
    def _follow_clock(self):
        """Try everything now: it waits for a moment from before a clock set back.

        A sender that is at work keeps its lease, as long as one lasts from now on.
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE helpdesk_webhook_delivery AS delivery
                   SET next_try_at = LEAST(next_try_at, %(now)s),
                       leased_until = LEAST(leased_until,
                           %(now)s + (timeout + %(lease)s) * interval '1 second')
                  FROM helpdesk_webhook AS webhook
                 WHERE webhook.id = webhook_id AND state IN ('pending', 'sending')
                   AND (next_try_at > %(now)s OR leased_until > %(now)s)
                """,
                now=fields.Datetime.now(),
                lease=LEASE,
            )
        )
        self.invalidate_model(["next_try_at", "leased_until"])
        self.env["helpdesk.webhook"].with_context(active_test=False).search(
            [("resting_until", ">", fields.Datetime.now())]
        ).resting_until = False

    @api.model
    def _linger(self, dispatch, left):
        """Wait for what is due in a moment; return whether there is something."""
        due = self._next_due()
        self.env["ir.cron"]._commit_progress()
        if due is None:
            return False
        seconds = (due - fields.Datetime.now()).total_seconds()
        if seconds > min(LINGER, left):
            return False
        dispatch.pause(max(seconds, 0.1))
        return True

    @api.model
    def _wake_for_next(self):
        """Let the job run when the next message is due, unless it will anyway."""
        due = self._next_due()
        cron = self.env.ref("helpdesk_mgmt_ext.ir_cron_webhook_deliver", False)
        if not due or not cron:
            return
        known = self.env["ir.cron.trigger"].search_count(
            [
                ("cron_id", "=", cron.id),
                ("call_at", ">", fields.Datetime.now()),
                ("call_at", "<=", due),
            ],
            limit=1,
        )
        if not known:
            cron._trigger(at=due)
