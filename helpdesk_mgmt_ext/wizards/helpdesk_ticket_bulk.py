# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from .helpdesk_ticket_dialog import check_selection


class HelpdeskTicketBulk(models.TransientModel):
    """Change many tickets at once: all of them, or none if one refuses."""

    _name = "helpdesk.ticket.bulk"
    _inherit = "helpdesk.ticket.dialog"
    _description = "Update Helpdesk Tickets"

    user_id = fields.Many2one(
        "res.users",
        string="Assign to",
        domain="[('id', 'in', assignable_user_ids)]",
        help="Who is in the teams of all these tickets.",
    )
    assignable_user_ids = fields.Many2many(
        "res.users", compute="_compute_assignable_user_ids"
    )
    to_stage_id = fields.Many2one(
        "helpdesk.ticket.stage",
        string="Move to stage",
        help="Each ticket goes to its own team's stage of the same meaning.",
    )
    text = fields.Text(
        help="The solution when resolving, the blocker when putting on hold, the "
        "reason when escalating, cancelling or rejecting."
    )
    to_role = fields.Selection(related="to_stage_id.role", string="Meaning")
    priority = fields.Selection(
        selection=lambda self: (
            self.env["helpdesk.ticket"]
            ._fields["priority"]
            ._description_selection(self.env)
        )
    )
    tag_add_ids = fields.Many2many(
        "helpdesk.ticket.tag", "helpdesk_ticket_bulk_tag_add_rel", string="Add tags"
    )
    tag_remove_ids = fields.Many2many(
        "helpdesk.ticket.tag",
        "helpdesk_ticket_bulk_tag_remove_rel",
        string="Remove tags",
    )

    @api.depends("ticket_ids")
    def _compute_assignable_user_ids(self):
        agents = self.env.ref("helpdesk_mgmt.group_helpdesk_user_own")
        for bulk in self:
            # sudo: membership is no secret to whoever handles the teams' tickets
            teams = bulk.ticket_ids.sudo().team_id.filtered("user_ids")
            users = agents.sudo().all_user_ids.filtered(lambda user: not user.share)
            for team in teams:
                users &= team.user_ids
            bulk.assignable_user_ids = users.sudo(False)

    def action_apply(self):
        """Do what was filled in, by the same actions as on a single ticket.

        :raises UserError: nothing chosen, too many tickets, or one that refuses; then
            no ticket is changed
        """
        self.ensure_one()
        tickets = self._get_tickets()
        check_selection(tickets)
        tickets.check_access("write")
        vals = self._prepare_vals()
        if not (vals or self.user_id or self.to_stage_id):
            raise UserError(self.env._("Choose what to change."))
        if vals:
            tickets.write(vals)
        if self.user_id:
            tickets.action_assign(self.user_id.id)
        if self.to_stage_id:
            self._move(tickets)
        return self._done()

    def _prepare_vals(self):
        """Return the values that need no action."""
        vals = {}
        if self.priority:
            vals["priority"] = self.priority
        commands = [(4, tag.id) for tag in self.tag_add_ids]
        commands += [(3, tag.id) for tag in self.tag_remove_ids]
        if commands:
            vals["tag_ids"] = commands
        return vals

    def _move(self, tickets):
        """Move by the action that belongs to the stage; tickets there already stay."""
        role = self.to_stage_id.role
        tickets = tickets.filtered(lambda t: t.stage_id != self.to_stage_id)
        tickets = tickets.with_context(helpdesk_target_stage=self.to_stage_id.id)
        if not tickets:
            return
        self._check_stage(tickets, role)
        text = (self.text or "").strip()
        actions = {
            "in_progress": lambda: self._start(tickets),
            "investigating": tickets.action_investigate,
            "on_hold": lambda: tickets.action_hold(text),
            "escalated": lambda: tickets.action_escalate(text),
            "resolved": lambda: tickets.action_resolve(text),
            "closed": tickets.action_close,
            "cancelled": lambda: tickets.action_cancel(text),
            "rejected": lambda: tickets.action_reject(text),
        }
        actions.get(role, lambda: tickets._move_to_role(role))()

    def _start(self, tickets):
        """Reopen what is closed and start the rest, as dragging the cards would."""
        done = tickets.filtered(lambda t: t.closed or t.stage_role == "resolved")
        if done:
            done.action_reopen()
        if tickets - done:
            (tickets - done).action_start()

    def _check_stage(self, tickets, role):
        for team_tickets in tickets.grouped("team_id").values():
            ticket = team_tickets[:1]
            if not ticket._pipeline()._for_role(role):
                raise UserError(
                    self.env._(
                        "%(team)s has no stage like “%(stage)s”. Nothing was changed.",
                        team=ticket.team_id.name or self.env._("The shared pipeline"),
                        stage=self.to_stage_id.name,
                    )
                )
