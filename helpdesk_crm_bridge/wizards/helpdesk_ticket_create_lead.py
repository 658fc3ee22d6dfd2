# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..models.helpdesk_ticket import SALES
from ..models.helpdesk_upsell_phrase import UPSELL_KINDS


class HelpdeskTicketCreateLead(models.TransientModel):
    _inherit = "helpdesk.ticket.create.lead"

    name = fields.Char(string="Title")
    partner_id = fields.Many2one(related="ticket_id.partner_id", string="Customer")
    helpdesk_scope = fields.Text(string="Scope")
    helpdesk_effort_hours = fields.Float(string="Effort estimate (hours)")
    helpdesk_upsell_kind = fields.Selection(UPSELL_KINDS, string="Kind of sale")
    expected_revenue = fields.Monetary(
        string="Expected revenue", currency_field="currency_id"
    )
    currency_id = fields.Many2one(related="ticket_id.company_id.currency_id")
    activity_summary = fields.Char(
        string="Next step", help="What the salesperson should do first."
    )
    activity_date = fields.Date(
        string="Due", default=lambda self: fields.Date.context_today(self)
    )
    close_ticket = fields.Boolean(
        string="Close the ticket", help="Otherwise support goes on with it."
    )
    join_lead_id = fields.Many2one(
        "crm.lead",
        string="Join an opportunity",
        groups=SALES,
        domain="[('type', '=', 'opportunity'), ('won_status', '=', 'pending'),"
        " ('partner_id', 'child_of', commercial_partner_id or [])]",
        help="An open opportunity of the same customer that this ticket belongs to.",
    )
    joining = fields.Boolean(compute="_compute_joining", compute_sudo=True)
    commercial_partner_id = fields.Many2one(related="ticket_id.commercial_partner_id")
    has_sales_access = fields.Boolean(compute="_compute_has_sales_access")

    @api.depends_context("uid")
    def _compute_has_sales_access(self):
        self.has_sales_access = self.env.user.has_group(SALES)

    @api.depends("join_lead_id")
    def _compute_joining(self):
        for wizard in self:
            wizard.joining = bool(wizard.join_lead_id)

    @api.model
    def default_get(self, fields):
        vals = super().default_get(fields)
        ticket = self.env["helpdesk.ticket"].browse(vals.get("ticket_id"))
        if ticket:
            vals["name"] = ticket.name
            vals["helpdesk_upsell_kind"] = ticket.opportunity_suggestion
            vals["helpdesk_scope"] = ticket.understanding_issue
        return vals

    def _prepare_vals(self):
        """Return what the dialog says; the ticket fills the rest."""
        return {
            "name": self.name,
            # stock proposes the agent; a salesperson of the customer's is better
            "user_id": self.user_id.id
            or self.ticket_id.partner_id.user_id.id
            or self.ticket_id.user_id.id,
            "team_id": self.team_id.id,
            "helpdesk_scope": self.helpdesk_scope,
            "helpdesk_effort_hours": self.helpdesk_effort_hours,
            "helpdesk_upsell_kind": self.helpdesk_upsell_kind,
            "expected_revenue": self.expected_revenue,
        }

    def action_helpdesk_ticket_to_lead(self):
        """Convert, plan the next step, close the ticket if wanted.

        :raises UserError: see ``action_convert_to_opportunity``
        """
        self.ensure_one()
        ticket = self.ticket_id
        join = self.has_sales_access and self.join_lead_id
        lead_sudo = ticket._convert_to_opportunity(self._prepare_vals(), join=join)
        if self.activity_summary:
            lead_sudo.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=self.activity_date,
                summary=self.activity_summary,
                user_id=lead_sudo.user_id.id or self.env.uid,
            )
        if self.close_ticket and not ticket.closed:
            ticket.action_close()
        if not self.has_sales_access:
            return ticket._notify_sale_requested()
        return lead_sudo.sudo(False).get_formview_action()
