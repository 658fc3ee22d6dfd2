# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whether what we wrote reached the customer."""

from odoo import fields, models

FAILED = {"exception", "bounce"}


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    delivery_failed = fields.Boolean(
        string="Delivery failed",
        copy=False,
        readonly=True,
        help="The last mail to the customer, or to somebody in copy, did not arrive. "
        "Over when a later mail is sent, or the customer writes.",
    )
    delivery_problem = fields.Char(copy=False, readonly=True)

    _delivery_failed_index = models.Index("(id) WHERE delivery_failed")

    def _on_customer_message(self, message):
        result = super()._on_customer_message(message)
        self._note_delivery(None)
        return result

    def action_delivery_seen(self):
        """Take the flag away: somebody has seen to it."""
        self.check_access("write")
        self._note_delivery(None)
        return True

    def _note_delivery(self, problem):
        """Flag the tickets with ``problem``; None: all is well again."""
        # sudo: the mail queue and bounces run as anybody
        tickets = self.sudo().filtered(lambda t: problem or t.delivery_failed)
        if tickets:
            tickets._write_facts(
                {"delivery_failed": bool(problem), "delivery_problem": problem}
            )


class MailNotification(models.Model):
    _inherit = "mail.notification"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("notification_status") == "bounce":
            self._helpdesk_note_delivery()
        return result

    def _helpdesk_note_delivery(self):
        """Tell tickets what became of the mails to their customers."""
        # sudo: whoever runs the queue
        outward = self.sudo().filtered(
            lambda n: (
                n.mail_message_id.model == "helpdesk.ticket"
                and n.notification_type == "email"
                and n.notification_status in FAILED | {"sent"}
                and (not n.res_partner_id or n.res_partner_id.partner_share)
            )
        )
        for message, rows in outward.grouped("mail_message_id").items():
            ticket = self.env["helpdesk.ticket"].browse(message.res_id).exists()
            failed = rows.filtered(lambda n: n.notification_status in FAILED)[:1]
            ticket._note_delivery(failed and failed._helpdesk_problem() or None)

    def _helpdesk_problem(self):
        """Return who did not get it and why, in a line."""
        address = self.res_partner_id.email or self.mail_email_address or ""
        kinds = dict(self._fields["failure_type"]._description_selection(self.env))
        kind = kinds.get(self.failure_type) if self.failure_type != "unknown" else ""
        reason = self.failure_reason or kind or ""
        return f"{address}: {' '.join(str(reason).split())}".strip(": ")[:250]


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Look at what was delivered; before, core notes a failure just in case."""
        notifications = self._helpdesk_notifications()
        result = super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )
        notifications.exists()._helpdesk_note_delivery()
        return result

    def _helpdesk_notifications(self):
        # sudo: the queue tells the ticket whom a mail did not reach
        rows = self.env["mail.notification"].sudo()
        mails = self.filtered(lambda m: m.model == "helpdesk.ticket")
        return rows.search([("mail_mail_id", "in", mails.ids)]) if mails else rows
