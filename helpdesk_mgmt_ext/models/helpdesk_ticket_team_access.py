# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who loses or gains sight of tickets when a team changes."""

from odoo import api, models
from odoo.exceptions import UserError

from .helpdesk_remembered_mixin import forget


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        if teams.user_ids:
            forget(self.env)  # see write
        return teams

    def write(self, vals):
        result = super().write(vals)
        if "user_ids" in vals:
            # Domains of record rules are cached per user: whoever left the team would
            # read its tickets until the server restarts (threat I23).
            forget(self.env)
        return result

    def unlink(self):
        result = super().unlink()
        # PostgreSQL has deleted the rules for them, behind what is remembered of rules.
        forget(self.env)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_tickets(self):
        """Keep teams that have tickets: without team everybody would see them (I05).

        :raises UserError: archive it instead
        """
        # sudo: tickets that the user cannot see count as well
        tickets = self.env["helpdesk.ticket"].sudo().with_context(active_test=False)
        for team, count in tickets._read_group(
            [("team_id", "in", self.ids)], ["team_id"], ["__count"]
        ):
            raise UserError(
                self.env._(
                    "%(team)s has %(count)s tickets and cannot be deleted: move them "
                    "to another team first, or archive the team.",
                    team=team.display_name,
                    count=count,
                )
            )

    @api.model
    def _has_field_access(self, field, operation):
        """Let a customer choose a team without learning who is in it (P22).

        Portal pages render in superuser mode and are not concerned.
        """
        if not super()._has_field_access(field, operation):
            return False
        hidden = field.name.startswith(("alias", "user", "message_"))
        return self.env.su or self.env.user._is_internal() or not hidden
