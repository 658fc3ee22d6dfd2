# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import timedelta
from uuid import uuid4

from odoo import api, fields, models

STATES = [
    ("pending", "Waiting"),
    ("sending", "Sending"),
    ("acked", "Delivered"),
    ("dead", "Dead"),
]
#: Rows deleted per run of the autovacuum.
GC_LIMIT = 10_000


class HelpdeskWebhookDelivery(models.Model):
    """A message to a webhook, as it was and stays; the outbox and its log.

    Written in the transaction of the event, sent afterwards by a job. Times are UTC,
    ``latency_ms`` is the last try's. Delivered at least once: a receiver tells a
    repetition by ``message_id``.
    """

    _name = "helpdesk.webhook.delivery"
    _description = "Helpdesk Webhook Delivery"
    _order = "occurred_at desc, id desc"
    _rec_name = "message_id"

    message_id = fields.Char(
        string="Message ID",
        required=True,
        readonly=True,
        default=lambda self: self._new_message_id(),
        index=True,
        help="The header webhook-id; the same for every try.",
    )
    webhook_id = fields.Many2one(
        "helpdesk.webhook", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", readonly=True)
    ticket_id = fields.Many2one(
        "helpdesk.ticket", readonly=True, index="btree_not_null", ondelete="set null"
    )
    event = fields.Char(required=True, readonly=True)
    version = fields.Integer(
        string="Ticket Version",
        readonly=True,
        aggregator=None,
        help="Counts the events of the ticket: a receiver drops what is older than it "
        "has seen.",
    )
    body = fields.Text(
        required=True, readonly=True, help="The text that is signed and sent."
    )
    body_pretty = fields.Text(string="Payload", compute="_compute_body_pretty")
    state = fields.Selection(
        STATES, required=True, readonly=True, default="pending", index=True
    )
    occurred_at = fields.Datetime(
        string="Happened",
        required=True,
        readonly=True,
        index=True,
        default=fields.Datetime.now,
    )
    attempt = fields.Integer(
        string="Tries", default=0, required=True, readonly=True, aggregator="avg"
    )
    next_try_at = fields.Datetime(
        string="Next Try", readonly=True, default=fields.Datetime.now
    )
    leased_until = fields.Datetime(
        readonly=True, help="Should its sender have died, it is sent again after this."
    )
    done_at = fields.Datetime(string="Finished", readonly=True, index="btree_not_null")
    status = fields.Integer(string="HTTP Status", readonly=True, aggregator=None)
    error = fields.Char(string="Last Error", readonly=True)
    latency_ms = fields.Integer(string="Latency (ms)", readonly=True, aggregator="avg")

    _message_uniq = models.UniqueIndex("(message_id)", "The message exists already.")
    _due_idx = models.Index(
        "(webhook_id, next_try_at, id) WHERE state IN ('pending', 'sending')"
    )

    @api.model
    def _new_message_id(self):
        return f"msg_{uuid4().hex}"

    @api.depends("body")
    def _compute_body_pretty(self):
        for delivery in self:
            delivery.body_pretty = json.dumps(
                json.loads(delivery.body or "{}"), indent=2, ensure_ascii=False
            )

    # ----------------------------------------------------------------- replay

    def action_replay(self):
        """Send once more: the same id and body, a new timestamp and signature.

        What is being sent at this moment is left alone.

        :raises AccessError: not a system administrator
        """
        self.check_access("write")
        self._replay()
        return True

    def _replay(self):
        rows = self.filtered(lambda row: row.state != "sending").try_lock_for_update()
        rows.write(
            {
                "state": "pending",
                "attempt": 0,
                "next_try_at": fields.Datetime.now(),
                "done_at": False,
                "error": False,
            }
        )
        if rows:
            self.env["helpdesk.webhook"]._wake()
        return rows

    @api.model
    def _create_test(self, webhooks):
        """Return a test message to each of ``webhooks``."""
        now = fields.Datetime.now()
        body = self._encode_event(
            "webhook.test", now, None, {"message": "It works."}, None
        )
        # sudo: nobody has create access on the outbox
        deliveries = self.sudo().create(
            [
                {
                    "webhook_id": webhook.id,
                    "company_id": webhook.company_id.id,
                    "event": "webhook.test",
                    "body": body,
                    "occurred_at": now,
                }
                for webhook in webhooks
            ]
        )
        self.env["helpdesk.webhook"]._wake()
        return deliveries.sudo(False)

    # ---------------------------------------------------------------- cleaning

    @api.autovacuum
    def _gc_deliveries(self):
        """Delete what is finished and old: delivered after 30 days, dead after 180.

        The system parameters ``helpdesk_mgmt_ext.webhook_keep_days`` and
        ``…webhook_keep_dead_days`` say otherwise.
        """
        now = fields.Datetime.now()
        done = 0
        for state, name, days in (
            ("acked", "webhook_keep_days", 30),
            ("dead", "webhook_keep_dead_days", 180),
        ):
            days = self._int_parameter(name, days)
            old = self.search(
                [
                    ("state", "=", state),
                    ("done_at", "<", now - timedelta(days=days)),
                ],
                limit=GC_LIMIT - done,
            )
            done += len(old)
            old.unlink()
        return done, int(done == GC_LIMIT)

    @api.model
    def _int_parameter(self, name, default):
        # sudo: reading a limit of ours
        params = self.env["ir.config_parameter"].sudo()
        value = params.get_param(f"helpdesk_mgmt_ext.{name}", "")
        return int(value) if str(value).isdigit() else default
