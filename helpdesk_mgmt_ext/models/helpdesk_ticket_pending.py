# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Waiting for the customer: asking, and remembering since when."""

from datetime import timedelta

import pytz
from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, html_sanitize, is_html_empty

from ..reminder_schedule import FINAL
from .helpdesk_ticket_lifecycle import WORK_ROLES


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    pending_since = fields.Datetime(
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="Since when we wait for the customer; any message of his ends it.",
    )
    reminder_count = fields.Integer(
        string="Reminders sent",
        copy=False,
        readonly=True,
        aggregator=None,
        help="How many reminders the customer got since we wait for him.",
    )

    auto_awaiting = fields.Boolean(
        string="Moved automatically",
        copy=False,
        readonly=True,
        help="The idle rule moved it here because nobody worked on it. Nobody waits "
        "for the customer: the clock runs and he gets no reminder.",
    )

    def action_request_info(self, body):
        """Ask the customer and wait for him: the question is sent, the clock pauses.

        :param body: the question, plain text or ``Markup``
        :raises UserError: no question, nobody to ask, or the ticket is closed
        """
        if is_html_empty(body):
            raise UserError(self.env._("Write what you need to know."))
        self._check_action(WORK_ROLES, self.env._("reopen it first."))
        self._check_customer_address()
        for ticket in self:
            ticket._post_to_customer(body)
        # What the idle rule put there begins to wait for the customer only now.
        idle = self.filtered("auto_awaiting")
        if idle:
            idle._move_to_role("in_progress")
        return self._move_to_role("pending_customer")

    def _is_waiting_for_customer(self):
        """Whether the ball is with the customer: he is reminded, the clock pauses."""
        self.ensure_one()
        return self.stage_role == "pending_customer" and not self.auto_awaiting

    def _prepare_stage_facts(self, old, new, close_reason=False):
        facts = super()._prepare_stage_facts(old, new, close_reason)
        if old == "pending_customer" and new != old:
            facts["auto_awaiting"] = False
        elif new == "pending_customer" and all(self.mapped("auto_awaiting")):
            facts["pending_since"] = False
        return facts

    def _on_customer_message(self, message):
        result = super()._on_customer_message(message)
        ticket = self._as_bot()
        if ticket.pending_since:
            # The team has no other stage to move it to: the waiting begins anew.
            now = fields.Datetime.now()
            ticket._write_facts({"pending_since": now, "reminder_count": 0})
            ticket._schedule_automation()
        return result

    def _wants_stage_notice(self):
        # Who has just read the final notice needs no second mail about the close.
        if self.env.context.get("helpdesk_no_stage_notice"):
            return False
        return super()._wants_stage_notice()

    # ------------------------------------------------------------ closing date

    def _closing_moment(self):
        """Return when silence closes this waiting ticket (UTC); None if it does not.

        Never before now: a final notice that is late puts the close off.
        """
        self.ensure_one()
        # sudo: rendered in a mail, whoever reads the ticket
        team = self.team_id.sudo()
        rules = team._get_automation_rules()[team]
        schedule = team._get_schedules()[team]
        final = [step for step in schedule if step.final]
        if not final or not rules.close_unanswered or not self.pending_since:
            return None
        since = {self: self.pending_since}
        sent = self.env["helpdesk.ticket.notice"]._sent(self, since)[self].get(FINAL)
        told_at = sent or max(
            final[0].moment(self.pending_since), fields.Datetime.now()
        )
        return told_at + timedelta(hours=rules.grace_hours)

    def _closing_date_text(self):
        """Return the closing day in the customer's language and timezone.

        Empty if silence does not close the ticket, or closes it at this moment.
        """
        moment = self._closing_moment()
        if not moment or moment <= fields.Datetime.now():
            return ""
        # sudo: rendered for the customer, whoever triggers it
        partner, company = self.partner_id.sudo(), self.company_id.partner_id.sudo()
        zone = pytz.timezone(partner.tz or company.tz or "UTC")
        day = pytz.utc.localize(moment).astimezone(zone).date()
        lang = self.env.context.get("lang") or partner.lang or company.lang
        return format_date(self.env, day, lang_code=lang, date_format="full")

    def _closes_now(self):
        """Whether the final notice is the close as well: there is no grace."""
        moment = self._closing_moment()
        return bool(moment) and moment <= fields.Datetime.now()

    def _check_customer_address(self):
        """Refuse to write to a customer that has no address.

        :raises UserError: names the ticket and what to fill in
        """
        for ticket in self:
            if not ticket._customer_email():
                raise UserError(
                    self.env._(
                        "%(ticket)s has no customer to write to: choose a contact with "
                        "a mail address, or fill in the address.",
                        ticket=ticket.number,
                    )
                )

    def _post_to_customer(self, body):
        """Post a public answer that reaches the customer by mail.

        :param body: plain text (line breaks kept, markup escaped) or ``Markup``
        """
        self.ensure_one()
        if isinstance(body, Markup) or not isinstance(body, str):
            content = Markup(html_sanitize(body))
        else:
            content = Markup("<p>%s</p>") % Markup("<br/>").join(body.splitlines())
        return self.message_post(
            body=content,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.partner_id.ids,
            outgoing_email_to=False if self.partner_id else self.partner_email,
        )
