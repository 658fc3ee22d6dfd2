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
        moved = self.filtered(lambda t: "team_id" in previous[t])
        moved._ai_learn(explicit=True, user=user)

    def _ai_learn_from_close(self, previous):
        """A solved ticket that nobody moved was where it belonged."""
        closed = self.filtered(
            lambda t: t.closed and not previous[t].closed and not t._is_void()
        )
        closed._ai_learn(explicit=False)

    def _ai_learn(self, explicit, user=None):
        """Note where the tickets belong; in triage or without team they tell nothing.

        As the bot: an agent may move a ticket to a team that he cannot read.
        """
        tickets = self._as_bot().filtered(
            lambda t: t.team_id and not t.team_id.is_officer_queue
        )
        if not tickets:
            return
        open_domain = [
            ("ticket_id", "in", tickets.ids),
            ("state", "=", "done"),
            ("outcome", "=", "open"),
        ]
        # sudo: analyses are written by the system only, on what people did
        open_ones = self.env["helpdesk.ai.analysis"].sudo().search(open_domain)
        if open_ones:
            open_ones._record_outcome({t: t.team_id for t in tickets}, explicit, user)
