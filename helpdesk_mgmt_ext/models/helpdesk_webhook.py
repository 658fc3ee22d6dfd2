# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..webhook_client import BREAKER_FAILURES, new_secret, url_refusal, whsec
from .helpdesk_remembered_mixin import forget

INTEGRATION_USER = "helpdesk_mgmt_ext.user_helpdesk_integration"


class HelpdeskWebhook(models.Model):
    """A receiver of events, n8n for example, and how it is doing.

    Times are UTC. Only system administrators set one up: whoever chooses the address
    makes the server connect to it.
    """

    _name = "helpdesk.webhook"
    _description = "Helpdesk Webhook"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name, id"

    name = fields.Char(required=True)
    url = fields.Char(string="URL", required=True, tracking=True)
    active = fields.Boolean(
        string="Enabled",
        default=True,
        tracking=True,
        help="Nothing is collected for a webhook that is off; what waits for it "
        "already is sent when it is on again.",
    )
    company_id = fields.Many2one(
        "res.company", help="Only tickets of this company; empty: of all."
    )
    event_ids = fields.Many2many(
        "helpdesk.webhook.event", string="Events", help="Empty: all events."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        help="Gets an activity when the receiver refuses a message.",
    )
    echo_user_id = fields.Many2one(
        "res.users",
        string="Belongs to User",
        default=lambda self: self.env.ref(INTEGRATION_USER, False),
        context={"active_test": False},
        help="What this user does over the API is not sent back to this webhook: so "
        "the receiver does not answer its own answers.",
    )
    include_contact = fields.Boolean(
        string="Send Contact Data",
        tracking=True,
        help="Send the customer's name, e-mail and telephone. Otherwise they are left "
        "out, also where they stand in a text.",
    )
    allow_private = fields.Boolean(
        string="In Our Network",
        tracking=True,
        help="The receiver is on this host or in a private network. Otherwise such "
        "addresses are refused, so that nobody reaches internal services through it.",
    )
    timeout = fields.Integer(default=10, help="Seconds to wait for an answer.")
    secret = fields.Char(
        default=lambda self: new_secret(),
        required=True,
        copy=False,
        groups="base.group_system",
        help="These 64 characters are the key of the HMAC.",
    )
    secret_whsec = fields.Char(
        string="Secret for Libraries",
        compute="_compute_secret_whsec",
        groups="base.group_system",
        help="The same secret as libraries of Standard Webhooks take it.",
    )
    previous_secret = fields.Char(readonly=True, copy=False, groups="base.group_system")
    previous_secret_until = fields.Datetime(
        string="Previous Secret Signs Until",
        readonly=True,
        copy=False,
        groups="base.group_system",
    )
    failure_count = fields.Integer(
        default=0, required=True, string="Failures in a Row", readonly=True, copy=False
    )
    resting_until = fields.Datetime(
        readonly=True, copy=False, help="It failed too often or asked for a pause."
    )
    breaker_state = fields.Selection(
        [
            ("closed", "Working"),
            ("half_open", "On Trial"),
            ("open", "Resting"),
        ],
        string="State",
        compute="_compute_breaker_state",
        help="After 5 failures in a row a receiver is left alone for a while, then "
        "tried with one message.",
    )
    last_success_at = fields.Datetime(string="Last Success", readonly=True, copy=False)
    last_failure_at = fields.Datetime(string="Last Failure", readonly=True, copy=False)
    last_error = fields.Char(readonly=True, copy=False)
    last_heartbeat_at = fields.Datetime(
        string="Last Heartbeat",
        readonly=True,
        copy=False,
        help="When the receiver last said over the API that it is alive.",
    )
    delivery_ids = fields.One2many("helpdesk.webhook.delivery", "webhook_id")
    waiting_count = fields.Integer(compute="_compute_counts", string="Waiting")
    dead_count = fields.Integer(compute="_compute_counts", string="Dead")

    _timeout_range = models.Constraint(
        "CHECK(timeout BETWEEN 1 AND 30)", "The timeout is between 1 and 30 seconds."
    )
    _secret_long = models.Constraint(
        "CHECK(secret ~ '^[0-9a-f]{64}$')",
        "The secret is 64 characters, each 0–9 or a–f.",
    )

    @api.depends("secret")
    def _compute_secret_whsec(self):
        for webhook in self:
            webhook.secret_whsec = whsec(webhook.secret) if webhook.secret else False

    @api.depends("failure_count", "resting_until")
    def _compute_breaker_state(self):
        now = fields.Datetime.now()
        for webhook in self:
            if webhook.resting_until and webhook.resting_until > now:
                webhook.breaker_state = "open"
            elif webhook.failure_count >= BREAKER_FAILURES:
                webhook.breaker_state = "half_open"
            else:
                webhook.breaker_state = "closed"

    def _compute_counts(self):
        counts = {
            (webhook, state): count
            for webhook, state, count in self.env[
                "helpdesk.webhook.delivery"
            ]._read_group(
                [("webhook_id", "in", self.ids), ("state", "!=", "acked")],
                ["webhook_id", "state"],
                ["__count"],
            )
        }
        for webhook in self:
            webhook.waiting_count = sum(
                counts.get((webhook, state), 0) for state in ("pending", "sending")
            )
            webhook.dead_count = counts.get((webhook, "dead"), 0)

    @api.constrains("url", "allow_private")
    def _check_url(self):
        for webhook in self:
            problem = webhook._url_problem()
            if problem:
                raise ValidationError(problem)

    def _url_problem(self):
        """Return what is wrong with the address, as far as can be told offline."""
        self.ensure_one()
        host, reason = url_refusal(self.url, self.allow_private)
        if reason == "malformed":
            return self.env._("The URL begins with https:// or http://, then a host.")
        if reason == "password":
            return self.env._(
                "The URL cannot hold a password or a “#”: messages are signed instead."
            )
        if reason in ("loopback", "private"):
            return self.env._(
                "%(host)s is in a private network: tick “In Our Network” if that is "
                "what you mean.",
                host=host,
            )
        return reason and self.env._(
            "%(host)s is never allowed (%(reason)s).", host=host, reason=reason
        )

    @api.model_create_multi
    def create(self, vals_list):
        forget(self.env)
        return super().create(vals_list)

    def write(self, vals):
        result = super().write(vals)
        if not self._subscription_fields().isdisjoint(vals):
            forget(self.env)
        if vals.get("active"):
            self._wake()
        return result

    def unlink(self):
        forget(self.env)
        return super().unlink()

    @api.model
    def _subscription_fields(self):
        """Return the fields whose change must reach every worker at once."""
        return {"active", "company_id", "event_ids", "echo_user_id", "include_contact"}

    @api.model
    @tools.ormcache()
    def _subscriptions(self):
        """Return ``{event: ((webhook id, company id, user id, contact?), …)}``.

        Under ``None`` are the webhooks that take every event.
        """
        found = {}
        # sudo: whoever's ticket it is, its events go to all who subscribed
        for webhook in self.sudo().search([("active", "=", True)]):
            entry = (
                webhook.id,
                webhook.company_id.id,
                webhook.echo_user_id.id,
                webhook.include_contact,
            )
            for code in webhook.event_ids.mapped("code") or [None]:
                found.setdefault(code, []).append(entry)
        return {code: tuple(entries) for code, entries in found.items()}

    @api.model
    def _subscribed(self, event):
        """Return the subscriptions to ``event``; costs no query."""
        found = self._subscriptions()
        return found.get(event, ()) + found.get(None, ())

    # ------------------------------------------------------------------ state

    @api.model
    def _wake(self, at=None):
        """Let the delivery job run as soon as it can, or at ``at`` (UTC)."""
        cron = self.env.ref("helpdesk_mgmt_ext.ir_cron_webhook_deliver", False)
        if cron:
            # sudo: whoever's change it is, the job has something to do
            cron.sudo()._trigger(at)

    def _signing_keys(self):
        """Return the secrets that sign now, the current one first."""
        self.ensure_one()
        keys = [self.secret]
        until = self.previous_secret_until
        if self.previous_secret and until and until > fields.Datetime.now():
            keys.append(self.previous_secret)
        return keys

    @api.autovacuum
    def _gc_previous_secrets(self):
        """Forget secrets that no longer sign."""
        old = self.with_context(active_test=False).search(
            [("previous_secret_until", "<", fields.Datetime.now())]
        )
        old.write({"previous_secret": False, "previous_secret_until": False})
