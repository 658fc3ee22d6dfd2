# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Mails that the process itself sends to the customer."""

import logging
from datetime import timedelta

from odoo import fields, models
from odoo.tools import formataddr

from odoo.addons.mail.models.mail_thread import MailThread as CoreMailThread

_logger = logging.getLogger(__name__)

#: Marks what a machine sends, so that no other machine answers (RFC 3834, section 5).
MACHINE_HEADERS = {
    "Auto-Submitted": "auto-generated",
    "X-Auto-Response-Suppress": "OOF, AutoReply",
}
#: The notice that a move to a role sends.
STAGE_NOTICES = {
    "resolved": "resolved",
    "closed": "closed",
    "cancelled": "cancelled",
    "rejected": "rejected",
}


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _customer_email(self):
        """Return the address that reaches the customer, or False."""
        self.ensure_one()
        # sudo: whoever works on the ticket may write to its customer
        return self.partner_id.sudo().email or self.partner_email or False

    def _customer_promise(self):
        """Return what the acknowledgement promises the customer, as ``Markup``.

        Nothing here; the service levels know (``helpdesk_sla_ext``).
        """
        self.ensure_one()
        return ""

    def _acknowledge(self):
        """Tell customers whose request came from outside that it arrived.

        No machine gets an answer from a machine, nor a forged sender one, and no
        sender more than one within the window: two helpdesks that answer each other
        stop there (M10).
        """
        context = self.env.context
        silent = ("helpdesk_automatic", "helpdesk_no_reply", "helpdesk_unverified")
        if any(context.get(key) for key in silent):
            return
        web = self._known_record("helpdesk_mgmt.helpdesk_ticket_channel_web")
        tickets = self
        if not context.get("helpdesk_intake"):
            tickets = self.filtered(lambda t: web and t.channel_id == web)
        tickets = tickets.filtered(lambda t: not t.closed and not t.follow_up_of_id)
        tickets = tickets and tickets._without_recent_acknowledgement()
        if not tickets:
            return
        # first, so that it is saved with what else the mail changed
        tickets._write_facts({"acknowledged_at": fields.Datetime.now()})
        tickets._send_notice("created")

    def _without_recent_acknowledgement(self):
        """Return the tickets whose sender got no acknowledgement lately, one each."""
        minutes = self.env["mail.thread"]._helpdesk_limit("acknowledge_minutes", 10)
        since = fields.Datetime.now() - timedelta(minutes=minutes)
        # sudo: other tickets of the sender, whoever takes this one in
        recent = self.sudo()._read_group(
            [
                ("partner_email", "in", self.mapped("partner_email")),
                ("acknowledged_at", ">", since),
            ],
            ["partner_email"],
        )
        done = {email for (email,) in recent}
        firsts = {}
        for ticket in self.filtered(lambda t: t.partner_email not in done):
            firsts.setdefault(ticket.partner_email, ticket)
        return self.browse().concat(*firsts.values())

    def _notify_stage_change(self, previous):
        """Tell the customer what the move means for him."""
        reopened = self.filtered(
            lambda t: previous[t].closed and not t.closed and t.cycle > 1
        )
        reopened._send_notice("reopened")
        for role, tickets in self.grouped("stage_role").items():
            kind = STAGE_NOTICES.get(role)
            if kind:
                tickets.filtered(lambda t: t._wants_stage_notice())._send_notice(kind)

    def _wants_stage_notice(self):
        """Whether the customer should hear of the stage the ticket has reached.

        A duplicate or merged ticket lives on in another one, of which he is told there.
        """
        self.ensure_one()
        return self.close_reason not in ("duplicate", "merged")

    def _send_notice(self, kind):
        """Queue the mail ``kind`` to the customers of these tickets.

        Nothing is sent to customers without address, nor a mail that the team has
        switched off. A template that cannot be rendered is noted on its ticket and
        stops nobody else's mail, nor what led to it.

        :param kind: the XML-ID of the template without ``mail_template_``
        """
        template = self._known_record(f"helpdesk_mgmt_ext.mail_template_{kind}")
        if not template:
            return
        # sudo: the team's mail settings bind everybody
        tickets = self.filtered(
            lambda t: (
                t._customer_email()
                # sudo: as above
                and template not in t.team_id.sudo().muted_template_ids
            )
        )._as_bot()
        if not tickets:
            return
        try:
            with self.env.cr.savepoint():
                tickets._queue_notice(template)
        except Exception:
            _logger.exception("Helpdesk mail %s failed, trying one by one", kind)
            tickets._queue_notice_one_by_one(template)

    def _queue_notice_one_by_one(self, template):
        for ticket in self:
            try:
                with self.env.cr.savepoint():
                    ticket._queue_notice(template)
            except Exception as error:
                _logger.exception("Helpdesk mail failed on %s", ticket.number)
                ticket._message_log(
                    body=self.env._(
                        "The mail “%(name)s” could not be made: %(error)s. An "
                        "administrator can mend its template.",
                        name=template.name,
                        error=error,
                    )
                )

    def _notify_by_email_get_headers(self, headers=None):
        headers = super()._notify_by_email_get_headers(headers=headers)
        if self.env.context.get("helpdesk_machine_mail"):
            headers.update(MACHINE_HEADERS)
        return headers

    def _notify_get_reply_to(self, default=None, author_id=False):
        """Return the team's address without asking for its alias once per ticket."""
        # sudo: the team's address is printed on every mail
        ready = self.sudo().filtered("team_id.alias_email")
        left = self - ready
        reply_to = {}
        if left or not self:
            reply_to = super(HelpdeskTicket, left)._notify_get_reply_to(
                default=default, author_id=author_id
            )
        for team, tickets in ready.grouped("team_id").items():
            sender = formataddr((team.name, team.alias_email))
            reply_to.update(dict.fromkeys(tickets.ids, sender))
        return reply_to

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        """Make no portal link for our own mails, nor for what only staff gets.

        The portal's override would create a sign-up token for each customer.
        """
        context = self.env.context
        if context.get("helpdesk_machine_mail") or context.get("helpdesk_no_portal"):
            return CoreMailThread._notify_get_recipients_groups(
                self, message, model_description, msg_vals=msg_vals
            )
        return super()._notify_get_recipients_groups(
            message, model_description, msg_vals=msg_vals
        )

    def _notify_get_reply_to_batch(self, defaults=None, author_ids=None):
        """Let answers reach the team; stock knows its address for single mails only."""
        # sudo: the team's address is printed on every mail
        ready = self.sudo().filtered("team_id.alias_email")
        left = self - ready
        reply_to = {}
        if left:
            reply_to = super(HelpdeskTicket, left)._notify_get_reply_to_batch(
                defaults, author_ids
            )
        for team, tickets in ready.grouped("team_id").items():
            sender = formataddr((team.name, team.alias_email))
            reply_to.update(dict.fromkeys(tickets.ids, sender))
        return reply_to

    def _notice_from(self):
        """Return the sender of our mails: the team's address, else the company's."""
        self.ensure_one()
        # sudo: rendered for the customer, who may not read team or company
        team, company = self.team_id.sudo(), self.company_id.sudo()
        address = team.alias_email or company.catchall_email or company.email
        return formataddr((team.name or company.name, address)) if address else False

    def _track_template(self, tracking):
        """Queue the mail of a stage; stock sends it within the transaction.

        A slow or dead mail server would hold up or undo the move (R26), and a
        transaction that is tried again would mail twice (R27).
        """
        templates = super()._track_template(tracking)
        if "stage_id" in templates:
            template, options = templates["stage_id"]
            templates["stage_id"] = (template, {**options, "force_send": False})
            # sudo: waking the mail queue is no matter of rights
            self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        return templates
