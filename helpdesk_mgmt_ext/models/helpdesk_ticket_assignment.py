# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whose ticket it is."""

from odoo import models
from odoo.exceptions import UserError

from .helpdesk_ticket_lifecycle import WORK_ROLES


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _may_be_given_to(self, user):
        """Whether ``user`` may own this ticket.

        Never the bot, the superuser, an archived or a portal user; a team that has
        members gives its tickets to members only.
        """
        self.ensure_one()
        if not user.active or user.share or user._is_superuser():
            return False
        # sudo: membership is no secret to whoever handles the team's tickets
        members = self.team_id.sudo().user_ids
        return user != self._bot_user() and (not members or user in members)

    def action_assign(self, user_id=None):
        """Give the tickets to a person; a new ticket then counts as assigned.

        :param user_id: id of the person, the current user if not given
        :raises UserError: a person who may not own one of the tickets, or a closed one
        """
        user = self.env["res.users"].browse(user_id or self.env.uid).exists()
        self._check_action(WORK_ROLES | {"resolved"}, self.env._("reopen it first."))
        for ticket in self:
            if not user or not ticket._may_be_given_to(user):
                raise UserError(
                    self.env._(
                        "%(ticket)s cannot be given to %(user)s: choose an active "
                        "member of %(team)s.",
                        ticket=ticket.number,
                        user=user.name or self.env._("a deleted user"),
                        team=ticket.team_id.display_name or self.env._("the helpdesk"),
                    )
                )
        self.write({"user_id": user.id})
        new = self.filtered(lambda t: t.stage_role == "new")
        return new._move_to_role("assigned") if new else True

    def assign_to_me(self):
        """Take the tickets; stock refuses more than one and leaves them new."""
        return self.action_assign()

    def _assign_created(self):
        """Find people for tickets that came from outside and are nobody's."""
        if self.env.context.get("helpdesk_intake"):
            self.filtered(lambda t: t.team_id and not t.user_id)._assign_person()

    def _assign_person(self):
        """Pick a person for each ticket by its team's method.

        A team that assigns by hand leaves them to whoever takes them.
        """
