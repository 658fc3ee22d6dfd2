# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class HelpdeskWebhookReplay(models.TransientModel):
    """Send the messages of a period once more, after a receiver lost or refused them.

    Both ends are UTC and belong to the period.
    """

    _name = "helpdesk.webhook.replay"
    _description = "Replay Webhook Messages"

    webhook_id = fields.Many2one("helpdesk.webhook", required=True)
    since = fields.Datetime(
        string="From",
        required=True,
        default=lambda self: fields.Datetime.now() - timedelta(days=1),
    )
    until = fields.Datetime(
        string="To", required=True, default=lambda self: fields.Datetime.now()
    )
    state = fields.Selection(
        [("dead", "Only those not delivered"), ("all", "All")],
        string="Messages",
        required=True,
        default="dead",
    )
    count = fields.Integer(compute="_compute_count")

    @api.depends("webhook_id", "since", "until", "state")
    def _compute_count(self):
        for wizard in self:
            wizard.count = (
                self.env["helpdesk.webhook.delivery"].search_count(wizard._domain())
                if wizard.webhook_id and wizard.since and wizard.until
                else 0
            )

    def _domain(self):
        self.ensure_one()
        states = ["dead"] if self.state == "dead" else ["dead", "acked"]
        return [
            ("webhook_id", "=", self.webhook_id.id),
            ("occurred_at", ">=", self.since),
            ("occurred_at", "<=", self.until),
            ("state", "in", states),
        ]

    def action_replay(self):
        """Queue them, oldest first.

        :raises UserError: there are none
        """
        self.ensure_one()
        deliveries = self.env["helpdesk.webhook.delivery"].search(self._domain())
        deliveries.check_access("write")
        if not deliveries:
            raise UserError(self.env._("There is no such message in this period."))
        deliveries._replay()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s messages are sent again.", len(deliveries)),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
