# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from .helpdesk_ticket_stage import ROLES

BALL_HOLDERS = [("us", "Us"), ("customer", "Customer"), ("hold", "On hold")]


class HelpdeskTicketStageLog(models.Model):
    """Where a ticket was, whose it was and who had the ball, from a moment on.

    Append-only: all durations of a ticket are folded from it, so that they stay true
    when stages, messages or teams change later. Each line holds until the next one of
    its ticket. ``at`` is naive UTC.
    """

    _name = "helpdesk.ticket.stage.log"
    _description = "Helpdesk Ticket History"
    _order = "id"
    _log_access = False  # ``at`` is the time; the row never changes
    _rec_name = "role"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, ondelete="cascade", readonly=True
    )
    at = fields.Datetime(string="Since", required=True, readonly=True)
    stage_id = fields.Many2one(
        "helpdesk.ticket.stage", ondelete="set null", readonly=True
    )
    role = fields.Selection(ROLES, string="Status", readonly=True)
    ball = fields.Selection(
        BALL_HOLDERS,
        string="Who has the ball",
        readonly=True,
        help="Empty once the ticket is resolved or closed.",
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team", ondelete="set null", readonly=True
    )
    user_id = fields.Many2one(
        "res.users", string="Assigned to", ondelete="set null", readonly=True
    )

    _ticket_idx = models.Index("(ticket_id, id)")

    def write(self, vals):
        if self:
            raise UserError(self.env._("The history of a ticket cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        raise UserError(self.env._("The history of a ticket cannot be deleted."))

    @api.model
    def _append(self, places, at=None):
        """Add a line per ticket, all at once.

        :param places: ticket → where it is now (``Place``)
        :param at: the moment; by default that of the ticket's arrival
        """
        # sudo: the history is kept by the system, nobody else writes it
        return self.sudo().create(
            [
                {
                    "ticket_id": ticket.id,
                    "at": at or ticket.received_at or fields.Datetime.now(),
                    "stage_id": place.stage,
                    "role": place.role,
                    "ball": place.ball,
                    "team_id": place.team,
                    "user_id": place.owner,
                }
                for ticket, place in places.items()
            ]
        )

    @api.model
    def _by_ticket(self, tickets):
        """Return ticket → its lines, oldest first, in one query."""
        # sudo: read by rules, whoever triggers them
        lines = self.sudo().search_fetch(
            [("ticket_id", "in", tickets.ids)],
            ["ticket_id", "at", "stage_id", "role", "ball", "user_id"],
        )
        found = lines.grouped(lambda line: line.ticket_id.id)
        return {ticket: found.get(ticket.id, lines.browse()) for ticket in tickets}
