# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

#: More would outlast the time a request may take and be rolled back half-way.
MAX_TICKETS = 1000


def check_selection(tickets):
    """Refuse a selection too large to be changed in one go, before touching it.

    :raises UserError: says how many are possible
    """
    if len(tickets) > MAX_TICKETS:
        raise UserError(
            tickets.env._(
                "%(count)s tickets are selected; at most %(limit)s can be changed at "
                "once. Narrow the filter. Nothing was changed.",
                count=len(tickets),
                limit=MAX_TICKETS,
            )
        )


class HelpdeskTicketDialog(models.AbstractModel):
    """What the dialogs of ticket actions share: the tickets, and where they go.

    Opened from the form, from a list selection or by a card that was dragged; in the
    last case ``stage_id`` is the stage it was dropped on.
    """

    _name = "helpdesk.ticket.dialog"
    _description = "Helpdesk Ticket Dialog"

    ticket_ids = fields.Many2many(
        "helpdesk.ticket",
        string="Tickets",
        required=True,
        context={"active_test": False},  # the action says that one is archived
    )
    ticket_count = fields.Integer(compute="_compute_ticket_count")
    stage_id = fields.Many2one("helpdesk.ticket.stage")

    @api.model
    def default_get(self, fields):
        vals = super().default_get(fields)
        context = self.env.context
        if not vals.get("ticket_ids") and context.get("active_model") == (
            "helpdesk.ticket"
        ):
            ids = context.get("active_ids") or [context.get("active_id")]
            vals["ticket_ids"] = [(6, 0, [ticket_id for ticket_id in ids if ticket_id])]
        return vals

    @api.depends("ticket_ids")
    def _compute_ticket_count(self):
        for dialog in self:
            dialog.ticket_count = len(dialog.ticket_ids)

    def _get_tickets(self):
        """Return the tickets, told to prefer the stage they were dropped on."""
        self.ensure_one()
        tickets = self.ticket_ids
        if not tickets:
            raise UserError(self.env._("Select at least one ticket."))
        check_selection(tickets)
        return tickets.with_context(helpdesk_target_stage=self.stage_id.id)

    def _done(self):
        """Close the dialog; the view behind it reloads."""
        return {"type": "ir.actions.act_window_close", "infos": {"done": True}}
