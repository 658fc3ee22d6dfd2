# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a person is told when a ticket becomes his."""

from odoo import models
from odoo.tools import format_datetime

from .helpdesk_ticket_assignment import TOLD_ONE_BY_ONE

ASSIGNED = "helpdesk_mgmt_ext.mail_template_assigned"


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _message_auto_subscribe_notify(self, partner_ids, template):
        """Write to the new person as the template says, if the team wants it."""
        silent = self.env.context.get("mail_auto_subscribe_no_notify")
        notice = self._known_record(ASSIGNED).sudo()  # sudo: the team's mail
        if template != "mail.message_user_assigned" or silent or not notice:
            return super()._message_auto_subscribe_notify(partner_ids, template)
        # sudo: the team's mail settings bind everybody
        told = self.filtered(
            lambda t: notice not in t.team_id.sudo().muted_template_ids
        )
        if len(told) > TOLD_ONE_BY_ONE:
            return super(HelpdeskTicket, told)._message_auto_subscribe_notify(
                partner_ids, template
            )
        if self.env.registry.ready:
            for ticket in told:
                ticket._tell_assigned(partner_ids, notice)
        return None

    def _tell_assigned(self, partner_ids, notice):
        """Notify in each person's language, by mail or in the inbox as he likes."""
        # sudo: rendered for the person who gets the ticket
        people = self.env["res.partner"].sudo().browse(partner_ids)
        for lang, group in people.grouped("lang").items():
            ticket = self.with_context(
                lang=lang or self.env.lang,
                tz=group[:1].tz or self.env.context.get("tz"),
                helpdesk_machine_mail=True,
            )
            template = notice.with_context(lang=lang, tz=ticket.env.context["tz"])
            subject = template._render_field("subject", self.ids)[self.id]
            body = template._render_field("body_html", self.ids)[self.id]
            ticket.message_notify(
                subject=subject,
                body=body,
                partner_ids=group.ids,
                email_layout_xmlid="mail.mail_notification_layout",
                force_email_lang=lang,
            )

    def _received_text(self):
        """Return when it came in, for whom a mail is rendered."""
        self.ensure_one()
        zone = self.env.context.get("tz")
        return format_datetime(self.env, self.received_at, tz=zone, dt_format="short")
