# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo import api, fields, models


class HelpdeskAiPreview(models.TransientModel):
    """Shows what would be sent to a service, before anything is."""

    _name = "helpdesk.ai.preview"
    _description = "Preview of an AI Request"

    provider_id = fields.Many2one("helpdesk.ai.provider", required=True)
    ticket_id = fields.Many2one("helpdesk.ticket", string="For ticket")
    text = fields.Text(compute="_compute_text", string="What would leave the house")

    @api.model
    def default_get(self, fields):
        vals = super().default_get(fields)
        if "ticket_id" in fields and not vals.get("ticket_id"):
            newest = self.env["helpdesk.ticket"].search([], order="id desc", limit=1)
            vals["ticket_id"] = newest.id
        return vals

    @api.depends("provider_id", "ticket_id")
    def _compute_text(self):
        for wizard in self:
            wizard.text = wizard.ticket_id and wizard._get_text()

    def _get_text(self):
        provider, ticket = self.provider_id, self.ticket_id
        if provider.kind == "embedded":
            return self.env._("Nothing: the analysis happens inside Odoo.")
        if provider.kind == "n8n":
            # what its webhook is sent, unless told to send contact data
            payload = ticket._event_data(contact=False, full=True)
        else:
            payload = provider._openai_request(ticket, provider._openai_teams(ticket))
        return json.dumps(payload, indent=2, ensure_ascii=False, default=str)
