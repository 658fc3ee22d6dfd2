# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from ..webhook_client import new_secret

#: How long the old secret still signs after a rotation.
ROTATION_DAYS = 7


class HelpdeskWebhook(models.Model):
    """What the buttons of the console do; only for system administrators."""

    _inherit = "helpdesk.webhook"

    def action_test(self):
        """Send a test message; what came of it is in the log a moment later.

        :raises AccessError: not a system administrator
        """
        self.check_access("write")
        deliveries = self.env["helpdesk.webhook.delivery"]._create_test(self)
        return deliveries._get_records_action(name=self.env._("Test Message"))

    def action_rotate_secret(self):
        """Make a new secret; for a week messages are signed with both.

        :raises AccessError: not a system administrator
        """
        self.check_access("write")
        until = fields.Datetime.now() + timedelta(days=ROTATION_DAYS)
        for webhook in self:
            webhook.write(
                {
                    "previous_secret": webhook.secret,
                    "previous_secret_until": until,
                    "secret": new_secret(),
                }
            )
        self._message_log_batch(
            bodies=dict.fromkeys(self.ids, self.env._("The secret was renewed."))
        )
        return True

    def action_resume(self):
        """Try again at once, whatever failed before.

        :raises AccessError: not a system administrator
        """
        self.check_access("write")
        self.write({"failure_count": 0, "resting_until": False})
        domain = [("webhook_id", "in", self.ids), ("state", "=", "pending")]
        waiting = self.env["helpdesk.webhook.delivery"].search(domain)
        # what a sender has just taken needs no haste
        waiting.try_lock_for_update().write({"next_try_at": fields.Datetime.now()})
        self._wake()
        return True

    def action_enable(self):
        """Switch on; see ``action_resume``."""
        self.check_access("write")
        self.write({"active": True})
        return self.action_resume()

    def action_disable(self):
        """Switch off: nothing is collected or sent.

        :raises AccessError: not a system administrator
        """
        self.check_access("write")
        return self.write({"active": False})

    def action_view_deliveries(self):
        """Open the log; the context may hold ``default_filter``, a filter's name."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "helpdesk_mgmt_ext.helpdesk_webhook_delivery_action"
        )
        wanted = self.env.context.get("log_filter")
        context = {f"search_default_{wanted}": 1} if wanted else {}
        domain = Domain("webhook_id", "in", self.ids)
        return {**action, "domain": list(domain), "context": context}
