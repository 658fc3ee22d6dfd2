# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Suggesting that a ticket is really a sale. It suggests and never acts."""

from odoo import fields, models

from odoo.addons.helpdesk_mgmt_ext.ticket_text import newly_written

from .helpdesk_upsell_phrase import UPSELL_KINDS

#: Longer texts betray nothing more and only cost time.
MAX_TEXT = 20_000


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    opportunity_suggestion = fields.Selection(
        UPSELL_KINDS, copy=False, readonly=True, string="Looks like a sale"
    )
    opportunity_reason = fields.Char(copy=False, readonly=True, string="Why")
    opportunity_dismissed = fields.Boolean(
        copy=False,
        readonly=True,
        help="Somebody judged that it is no sale; it is not suggested again.",
    )

    def _after_create(self):
        result = super()._after_create()
        for ticket in self:
            ticket._suggest_opportunity(f"{ticket.name}\n{ticket.description or ''}")
        self._suggest_by_type()
        return result

    def _after_message(self, message, kind):
        result = super()._after_message(message, kind)
        if kind == "customer":
            # sudo: the text of a message on a ticket that a rule looks at
            self._suggest_opportunity(message.sudo().body or "")
        return result

    def _after_reclassification(self, previous):
        result = super()._after_reclassification(previous)
        changed = [ticket.id for ticket, old in previous.items() if "type_id" in old]
        self.browse(changed)._suggest_by_type()
        return result

    def _may_suggest_opportunity(self):
        # sudo: the link to CRM is not readable by agents without access to it
        return not (
            self.opportunity_dismissed
            or self.opportunity_suggestion
            or self.sudo().opportunity_id  # sudo: see above
        )

    def _suggest_opportunity(self, text):
        """Suggest a sale if the customer's own words contain one of the phrases."""
        self.ensure_one()
        if not self._may_suggest_opportunity():
            return
        found = self.env["helpdesk.upsell.phrase"]._detect(
            newly_written(text)[:MAX_TEXT]
        )
        if found:
            kind, phrase = found
            self._set_suggestion(
                kind, self.env._("The customer wrote “%(phrase)s”.", phrase=phrase)
            )

    def _suggest_by_type(self):
        """Suggest a sale for tickets whose type is Opportunity, whoever set it."""
        sale_type = self._known_record("helpdesk_mgmt_ext.type_opportunity")
        for ticket in self.filtered(lambda t: sale_type and t.type_id == sale_type):
            if ticket._may_suggest_opportunity():
                ticket._set_suggestion("other", self.env._("The type is Opportunity."))

    def _set_suggestion(self, kind, reason):
        # sudo: a rule notes what it saw; the writer may be the customer
        self.sudo().write(
            {"opportunity_suggestion": kind, "opportunity_reason": reason}
        )
        self._emit("ticket.opportunity_detected", {"kind": kind, "reason": reason})

    def action_dismiss_opportunity(self):
        """Judge that the tickets are no sales; this is remembered."""
        self.check_access("write")
        return self._write_facts(
            {"opportunity_suggestion": False, "opportunity_dismissed": True}
        )
