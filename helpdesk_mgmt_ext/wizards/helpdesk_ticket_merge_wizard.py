# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class HelpdeskTicketMergeWizard(models.TransientModel):
    """Put tickets about the same thing together; one of them goes on.

    From a list: the selected tickets, the oldest open one goes on. From a ticket: it
    goes into another one.
    """

    _name = "helpdesk.ticket.merge.wizard"
    _inherit = "helpdesk.ticket.dialog"
    _description = "Merge Helpdesk Tickets"

    target_id = fields.Many2one(
        "helpdesk.ticket",
        string="Goes on as",
        required=True,
        compute="_compute_target_id",
        store=True,
        readonly=False,
        domain=[("closed", "=", False)],
        help="Keeps its number, team and person, and gets all messages and files.",
    )
    target_partner_id = fields.Many2one(
        related="target_id.partner_id", string="Its customer"
    )
    merged_ids = fields.Many2many(
        "helpdesk.ticket",
        compute="_compute_merged_ids",
        string="Closed as merged",
    )
    stranger_ids = fields.Many2many(
        "helpdesk.ticket", compute="_compute_merged_ids", string="Of other customers"
    )
    across_customers = fields.Boolean(
        string="Merge although the customers differ",
        help="Officers only. The other customer's texts come as internal notes, his "
        "files and people do not.",
    )
    may_cross = fields.Boolean(compute="_compute_may_cross")
    notify_customer = fields.Boolean(
        string="Tell the customer",
        help="Mails the number under which the request goes on.",
    )

    @api.depends("ticket_ids")
    def _compute_target_id(self):
        for wizard in self:
            still_open = wizard.ticket_ids._origin.filtered(lambda t: not t.closed)
            several = len(wizard.ticket_ids) > 1
            oldest = still_open.sorted(lambda t: (t.received_at, t.id))[:1]
            wizard.target_id = oldest if several else False

    @api.depends("ticket_ids", "target_id")
    def _compute_merged_ids(self):
        for wizard in self:
            target = wizard.target_id
            merged = wizard.ticket_ids._origin - target
            wizard.merged_ids = merged
            wizard.stranger_ids = merged.filtered(
                lambda t, target=target: target and not t._is_same_customer(target)
            )

    def _compute_may_cross(self):
        self.may_cross = self.env.user.has_group("helpdesk_mgmt.group_helpdesk_user")

    def action_merge(self):
        """Merge, and open the ticket that goes on.

        :raises UserError: nothing to merge, a closed target, or another customer's
        """
        self.ensure_one()
        target = self.target_id
        merged = self._get_tickets() - target
        if not merged:
            raise UserError(self.env._("Choose another ticket to merge with."))
        merged._merge_into(target, across=self.across_customers)
        if self.notify_customer:
            merged.filtered(lambda t: t._is_same_customer(target))._send_notice(
                "joined"
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "helpdesk.ticket",
            "res_id": target.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
