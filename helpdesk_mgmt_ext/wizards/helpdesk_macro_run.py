# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from .helpdesk_ticket_dialog import check_selection


class HelpdeskMacroRun(models.TransientModel):
    """Choose a macro, see what it will say and do, change the text, run it."""

    _name = "helpdesk.macro.run"
    _inherit = "helpdesk.ticket.dialog"
    _description = "Run a Helpdesk Macro"

    macro_id = fields.Many2one("helpdesk.macro", required=True)
    available_macro_ids = fields.Many2many(
        "helpdesk.macro", compute="_compute_available_macro_ids"
    )
    effect = fields.Char(related="macro_id.effect")
    audience = fields.Selection(related="macro_id.audience")
    body = fields.Text(
        string="Text",
        compute="_compute_body",
        store=True,
        readonly=False,
        help="For several tickets the placeholders are filled in for each.",
    )

    @api.depends("ticket_ids")
    def _compute_available_macro_ids(self):
        for run in self:
            macros = self.env["helpdesk.macro"]
            run.available_macro_ids = macros._for_tickets(run.ticket_ids._origin)

    @api.depends("macro_id", "ticket_ids")
    def _compute_body(self):
        for run in self:
            tickets = run.ticket_ids._origin
            if len(tickets) == 1 and run.macro_id:
                run.body = run.macro_id._render(tickets)
            else:
                run.body = run.macro_id.body

    def action_run(self):
        """Run the macro on the tickets, with the text as it stands in the dialog.

        :raises UserError: the macro is not for these tickets, or an action refuses
        """
        self.ensure_one()
        tickets = self._get_tickets()
        check_selection(tickets)
        macro = self.macro_id
        if macro not in macro._for_tickets(tickets):
            raise UserError(
                self.env._("This macro is not offered for the teams of these tickets.")
            )
        macro._run(tickets, self._get_texts(tickets))
        return self._done()

    def _get_texts(self, tickets):
        """Return ticket → text; one ticket gets what was shown, letter for letter."""
        macro = self.macro_id
        if len(tickets) == 1:
            return {tickets: self.body or ""}
        if (self.body or "") == (macro.body or ""):  # in each customer's language
            return {ticket: macro._render(ticket) for ticket in tickets}
        return {ticket: macro._fill(self.body or "", ticket) for ticket in tickets}
