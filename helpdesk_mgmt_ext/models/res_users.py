# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

from .helpdesk_remembered_mixin import forget
from .helpdesk_ticket_access import STAFF
from .helpdesk_ticket_lifecycle import WORK_ROLES

MANAGER = "helpdesk_mgmt.group_helpdesk_manager"
#: What a helpdesk manager sets on the people of the helpdesk, who are not his to edit
#: otherwise.
MANAGED = frozenset(
    {
        "helpdesk_away",
        "helpdesk_capacity",
        "helpdesk_category_ids",
        "helpdesk_tag_ids",
        "helpdesk_type_ids",
    }
)


class ResUsers(models.Model):
    _inherit = "res.users"

    helpdesk_away = fields.Boolean(
        string="Away from the helpdesk",
        help="No new tickets are assigned automatically while this is on.",
    )
    helpdesk_capacity = fields.Integer(
        string="Most open tickets",
        help="No more tickets are assigned automatically to somebody who has as many "
        "that are neither resolved nor closed. 0: no limit.",
    )
    helpdesk_category_ids = fields.Many2many(
        "helpdesk.ticket.category",
        string="Knows categories",
        help="With their sub-categories. For teams that assign by skill.",
    )
    helpdesk_type_ids = fields.Many2many(
        "helpdesk.ticket.type",
        string="Knows types",
        help="For teams that assign by skill.",
    )
    helpdesk_tag_ids = fields.Many2many(
        "helpdesk.ticket.tag",
        string="Knows tags",
        help="For teams that assign by skill.",
    )
    helpdesk_open_count = fields.Integer(
        string="Open tickets", compute="_compute_helpdesk_open_count"
    )

    _helpdesk_capacity_positive = models.Constraint(
        "CHECK(helpdesk_capacity IS NULL OR helpdesk_capacity >= 0)",
        "The most open tickets somebody may have cannot be negative.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + [*MANAGED, "helpdesk_open_count"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + ["helpdesk_away"]

    def _compute_helpdesk_open_count(self):
        load = self._get_helpdesk_load()
        for user in self:
            user.helpdesk_open_count = load.get(user._origin.id, 0)

    def write(self, vals):
        if "helpdesk_team_ids" in vals or "partner_id" in vals:
            # Record rules that name a user's teams or customer are cached (I23, I24).
            forget(self.env)
        if "group_ids" in vals:
            self.env.cr.cache.pop(STAFF, None)
        if vals and vals.keys() <= MANAGED and self._is_managed_by(self.env.user):
            # sudo: only these fields, and only of the helpdesk's people
            return super(ResUsers, self.sudo()).write(vals)
        return super().write(vals)

    def _is_managed_by(self, manager):
        """Whether ``manager`` leads the helpdesk these people work in."""
        return (
            not self.env.su
            and manager.has_group(MANAGER)
            and not any(user.share for user in self.sudo())  # sudo: only who they are
            and self.sudo().company_ids & manager.company_ids
        )

    def action_toggle_helpdesk_away(self):
        """Say that one is away from the helpdesk, or back.

        :raises AccessError: for somebody else, except by a helpdesk manager
        """
        for user in self:
            if user != self.env.user and not self.env.user.has_group(MANAGER):
                raise AccessError(self.env._("You can only set your own absence."))
            user.helpdesk_away = not user.helpdesk_away
        return True

    # ---------------------------------------------------------- availability

    def _is_helpdesk_person(self):
        """Whether this is somebody who works: no bot, gateway, customer or leaver."""
        self.ensure_one()
        user = self.sudo()  # sudo: only what kind of user it is
        return (
            user.active
            and not user.share
            and not user._is_superuser()
            and user != self.env["helpdesk.ticket"]._bot_user()
            and not user.has_group("helpdesk_mgmt_ext.group_mail_gateway")
        )

    def _get_absences(self, now):
        """Return {user: why he takes no new tickets} for those who take none.

        In a fixed number of queries.

        :param now: the moment, naive UTC
        """
        absences = {
            user: self.env._("on leave") for user in self._get_users_on_leave(now)
        }
        for user in self:
            since, until = user.out_of_office_from, user.out_of_office_to
            if since and since <= now and (not until or now <= until):
                absences[user] = self.env._("out of office")
            elif user.helpdesk_away:
                absences[user] = self.env._("away")
        return absences

    def _get_users_on_leave(self, now):
        """Return who has time off at ``now``.

        That is where Odoo's time off, and whatever else plans absences, records it:
        a leave of the person's resource.
        """
        # sudo: why somebody is away stays secret, that he is decides who gets a ticket
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search(
                [
                    ("resource_id.user_id", "in", self.ids),
                    ("time_type", "=", "leave"),
                    ("date_from", "<=", now),
                    ("date_to", ">=", now),
                ]
            )
        )
        return leaves.resource_id.user_id & self

    @api.model
    def _get_helpdesk_load(self):
        """Return {user id: number of open tickets}, one query for all."""
        # sudo: load counts in every team and company
        groups = (
            self.env["helpdesk.ticket"]
            .sudo()
            ._read_group(
                [("user_id", "in", self.ids), ("stage_role", "in", list(WORK_ROLES))],
                ["user_id"],
                ["__count"],
            )
        )
        return {user.id: count for user, count in groups}

    def _knows(self, ticket):
        """Whether this person's skills cover the ticket's category, type and tags."""
        self.ensure_one()
        category = ticket.category_id
        above = {int(key) for key in (category.parent_path or "").split("/") if key}
        return (
            (not category or bool(above & set(self.helpdesk_category_ids.ids)))
            and ticket.type_id <= self.helpdesk_type_ids
            and ticket.tag_ids <= self.helpdesk_tag_ids
        )
