# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Every move of a person and every close tells whether the analysis was right."""

from odoo import models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _ai_human(self):
        """Return who is acting, or an empty recordset for automations."""
        user = self.env.user
        if user == self._bot_user() or user._is_superuser():
            return self.env["res.users"]
        return user

    def _ai_learn_from_move(self, previous):
        """The first team a person gives a ticket to is a label."""
        user = self._ai_human()
        if not user:
            return
        # sudo: an agent may move a ticket to a team he cannot read
        moved = self.filtered(
            lambda t: (
                "team_id" in previous[t]
                and t.team_id
                and not t.team_id.sudo().is_officer_queue
            )
        )
        moved._ai_learn(explicit=True, user=user)

    def _ai_learn_from_close(self, previous):
        """A solved ticket that nobody moved was where it belonged."""
        # sudo: as above
        closed = self.filtered(
            lambda t: (
                t.closed
                and not previous[t].closed
                and not t._is_void()
                and t.team_id
                and not t.team_id.sudo().is_officer_queue
            )
        )
        closed._ai_learn(explicit=False)

    def _ai_learn(self, explicit, user=None):
        if not self:
            return
        tickets = self._as_bot()
        # sudo: analyses are written by the system only, on what people did
        open_ones = (
            self.env["helpdesk.ai.analysis"]
            .sudo()
            .search(
                [
                    ("ticket_id", "in", self.ids),
                    ("state", "=", "done"),
                    ("outcome", "=", "open"),
                ]
            )
        )
        if open_ones:
            open_ones._record_outcome({t: t.team_id for t in tickets}, explicit, user)
