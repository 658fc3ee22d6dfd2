# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the outside world is told of a ticket."""

from odoo import fields, models
from odoo.tools import html2plaintext

from ..webhook_client import fit, without_contacts

#: Bytes of JSON, so that a message stays under 20 kB; and what is read of a mail.
DESCRIPTION_BYTES = 12_000
DESCRIPTION_READ = 200_000
TITLE_BYTES = 600
NAME_BYTES = 200
URGENCY = {"0": "low", "1": "medium", "2": "high", "3": "urgent"}


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    event_version = fields.Integer(
        readonly=True,
        copy=False,
        aggregator=None,
        help="Counts the events told to webhooks; written by the outbox only.",
    )

    def _emit(self, event, payload=None):
        super()._emit(event, payload)
        self.env["helpdesk.webhook.delivery"]._collect(self, event, payload)

    def _event_data(self, contact, full):
        """Return what a message tells of this ticket; addons add keys with ``super()``.

        Only what is stable for outsiders: codes and names, dates in UTC.

        :param contact: whether the customer's name, e-mail and telephone may be in it
        :param full: whether the description is wanted
        """
        self.ensure_one()
        clean = str if contact else without_contacts

        def text(value, limit=NAME_BYTES):
            return fit(clean(value or ""), limit)[0]

        data = {
            "id": self.id,
            "number": self.number,
            "title": text(self.name, TITLE_BYTES),
            "url": f"{self.get_base_url()}/odoo/helpdesk.ticket/{self.id}",
            "company": text(self.company_id.name) or None,
            "team": self.team_id.code or text(self.team_id.name) or None,
            "stage": {"role": self.stage_role, "name": text(self.stage_id.name)},
            "assignee": text(self.user_id.name) or None,
            "priority": URGENCY.get(self.priority),
            "type": text(self.type_id.name) or None,
            "category": text(self.category_id.name) or None,
            "channel": text(self.channel_id.name) or None,
            "cycle": self.cycle,
            "escalation_level": self.escalation_level,
            "received_at": utc(self.received_at),
            "customer": self._event_customer(contact),
        }
        return {**data, **self._event_description(clean)} if full else data

    def _event_customer(self, contact):
        """Return who the customer is: a number, and more only if it may be told."""
        partner = self.partner_id
        customer = {
            "id": partner.id or None,
            "company_id": self.commercial_partner_id.id or None,
        }
        if contact:
            company = self.commercial_partner_id.name
            customer.update(
                name=fit(partner.name or self.partner_name or "", NAME_BYTES)[0],
                email=fit(partner.email or self.partner_email or "", NAME_BYTES)[0],
                phone=fit(partner.phone or "", NAME_BYTES)[0],
                company=fit(company or "", NAME_BYTES)[0],
            )
        return customer

    def _event_description(self, clean):
        html = self.description or ""
        plain = html2plaintext(html[:DESCRIPTION_READ], include_references=False)
        text, cut = fit(clean(plain), DESCRIPTION_BYTES)
        return {
            "description": text,
            "description_truncated": cut or len(html) > DESCRIPTION_READ,
        }


def utc(moment):
    """Return a naive UTC datetime as text of ISO 8601, or None."""
    return moment.isoformat() + "Z" if moment else None
