# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class HelpdeskTicketDuplicateWizard(models.TransientModel):
    """Stock links and may move; ours closes as a duplicate, tells the customer."""

    _inherit = "helpdesk.ticket.duplicate.wizard"

    ticket_id = fields.Many2one(default=lambda self: self._default_ticket_id())
    across_customers = fields.Boolean(
        string="Although the customers differ",
        help="Officers only. The customers learn nothing of each other.",
    )
    same_customer = fields.Boolean(compute="_compute_same_customer")
    notify_customer = fields.Boolean(
        string="Tell the customer",
        help="Mails the number under which the request goes on.",
    )

    @api.model
    def _default_ticket_id(self):
        context = self.env.context
        if context.get("active_model") == "helpdesk.ticket":
            return context.get("active_id")
        return False

    @api.depends("ticket_id", "duplicate_of_id")
    def _compute_same_customer(self):
        for wizard in self:
            ticket, target = wizard.ticket_id, wizard.duplicate_of_id
            wizard.same_customer = not target or ticket._is_same_customer(target)

    def action_confirm(self):
        """Link the ticket and close it as a duplicate.

        :raises UserError: not a ticket that can go on, or another customer's
        """
        self.ensure_one()
        ticket, target = self.ticket_id, self.duplicate_of_id
        ticket._check_joinable(target, self.across_customers)
        stage = self._get_closing_stage()
        # Without the stage: stock writes it before the outcome is known to the rules.
        self.target_stage_id = False
        result = super().action_confirm()
        ticket._close_joined("duplicate", stage)
        if self.notify_customer and ticket._is_same_customer(target):
            ticket._send_notice("joined")
        return result

    def _get_closing_stage(self):
        """Return the configured stage for duplicates if it closes in this pipeline."""
        ticket = self.ticket_id
        stage = self.target_stage_id or (
            ticket.company_id.helpdesk_mgmt_duplicate_ticket_stage_id
        )
        return stage if stage.closed and stage in ticket._pipeline() else stage.browse()
