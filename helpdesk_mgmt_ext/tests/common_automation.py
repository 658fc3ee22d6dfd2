# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from odoo.tests import freeze_time

from .common import HelpdeskCommon

START = datetime(2026, 3, 2, 9)  # a Monday, UTC


class AutomationCommon(HelpdeskCommon):
    """Tickets of ``HelpdeskCommon`` and the lifecycle job, hours after ``START``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref("helpdesk_mgmt_ext.ir_cron_lifecycle")
        cls.customer.tz = "UTC"
        # What other data of the database has due is not ours to run here.
        cls.env["helpdesk.ticket"].search(
            [("automation_due_at", "!=", False)]
        ).automation_due_at = False

    def _run_at(self, hours):
        """Run the job as the scheduler does, ``hours`` after the start."""
        with (
            freeze_time(START + timedelta(hours=hours)),
            self.enter_registry_test_mode(),
        ):
            self.assertIs(self.cron.method_direct_trigger(), True)
        self.env.invalidate_all()

    def _ask_customer(self, at=START, **vals):
        """Return a ticket that waits for the customer since ``at``."""
        with freeze_time(at):
            ticket = self._create_tickets(**vals)
        self._ask(ticket, at)
        return ticket

    def _ask(self, ticket, at):
        with freeze_time(at):
            ticket.with_user(self.officer).action_request_info("Which version?")

    def _customer_writes(self, ticket, body="It is version 19."):
        ticket.sudo().message_post(
            body=body,
            author_id=self.customer.id,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )

    def _reminders(self, ticket):
        """Return the reminders queued for the customer of ``ticket``, oldest first."""
        marks = ("We need your answer", "Urgent", "Last notice")
        return self._notices(ticket).filtered(
            lambda mail: any(mark in (mail.subject or "") for mark in marks)
        )
