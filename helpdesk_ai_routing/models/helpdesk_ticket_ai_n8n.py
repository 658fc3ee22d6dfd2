# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Tickets whose analysis is made outside: waiting for it, with a deadline."""

from datetime import timedelta

from odoo import fields, models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _ai_queue(self, routable):
        """Give the outside service its time where it comes first in the order."""
        outside = self.browse()
        for company, tickets in self.grouped("company_id").items():
            provider = self.env["helpdesk.ai.provider"]._chain(company)[:1]
            if provider.kind == "n8n":
                tickets._ai_await(provider, routable)
                outside += tickets
        rest = self - outside
        return super(HelpdeskTicket, rest)._ai_queue(routable) if rest else None

    def _ai_await(self, provider, routable):
        """Note that the answer is awaited and wake the watchdog when time is up."""
        deadline = fields.Datetime.now() + timedelta(seconds=provider.answer_seconds)
        self.env["helpdesk.ai.analysis"].create(
            [
                {
                    "ticket_id": ticket.id,
                    "routable": ticket in routable,
                    "provider_id": provider.id,
                    "deadline_at": deadline,
                }
                for ticket in self
            ]
        )
        cron = self.env.ref("helpdesk_ai_routing.ir_cron_analyse", False)
        if cron:
            cron.sudo()._trigger(at=deadline)  # sudo: whoever's ticket waits
