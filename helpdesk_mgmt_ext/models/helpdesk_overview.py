# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The live board: what is on fire, team by team, and what one does next.

A tile is a domain. What it counts and what a click on it opens come from that same
domain, so that the two cannot differ.
"""

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .helpdesk_ticket_merge import AGENTS
from .helpdesk_ticket_stage import CLOSED_ROLES
from .helpdesk_ticket_team_counts import HIGH_PRIORITIES

OPEN = Domain("stage_role", "not in", sorted(CLOSED_ROLES))
OFFICER = "helpdesk_mgmt.group_helpdesk_user"
MANAGER = "helpdesk_mgmt.group_helpdesk_manager"
#: How long a customer may be silent before the board asks to look after it (days).
PENDING_DAYS = 3
#: How long a bad rating of a closed ticket stays on the board (days).
UNHAPPY_DAYS = 7


class HelpdeskOverview(models.AbstractModel):
    _name = "helpdesk.overview"
    _description = "Helpdesk Overview"

    @api.model
    @api.readonly
    def get_overview(self):
        """Return what the board shows the user, in the companies he looks at.

        Counts respect the access rights: an agent counts what he may open. The number
        of queries does not depend on the number of tickets, the time only on the
        number of open ones.

        :return: dict with ``sections`` of tiles, ``teams``, ``next`` (tickets to go on
            with), ``notices`` (for managers) and ``empty`` (False, or first steps).
            A tile has ``key``, ``label``, ``hint``, ``icon``, ``tone``, ``count`` and
            the ``action`` that opens exactly the tickets counted. Times are UTC.
        :raises AccessError: the user is no helpdesk user
        """
        if not self.env.user.has_group(AGENTS):
            raise AccessError(self.env._("Only helpdesk users may see this."))
        self = self.with_context(active_test=True)
        tiles = self._get_tiles()
        rows = self._count_open(
            {tile["key"]: tile["condition"] for tile in tiles if not tile.get("apart")}
        )
        totals = self._add_up(rows, tiles)
        tickets = self.env["helpdesk.ticket"]
        for tile in tiles:
            if tile.get("apart"):
                totals[tile["key"]] = tickets.search_count(tile["domain"])
        return {
            "sections": self._prepare_sections(tiles, totals),
            "teams": self._prepare_teams(tiles, rows),
            "next": self._get_next(),
            "notices": self._get_notices(),
            "empty": not totals["open"] and self._get_first_steps(),
        }

    # ------------------------------------------------------------------ tiles

    @api.model
    def _get_tiles(self):
        """Return the tiles of the board in their order; other addons add theirs.

        Each is a dict: ``key``, ``section`` (``mine`` or ``all``), ``label``, ``hint``,
        ``icon``, ``tone`` (once it counts something: ``info``, ``warning`` or
        ``danger``), ``condition`` (on open tickets; on all if ``closed`` is set),
        ``domain`` (both together), ``team`` if the tiles of the teams show it too, and
        ``apart`` if it is counted by a query of its own: what is found by an index is
        not asked of every open ticket.
        """
        tiles = [*self._get_own_tiles(), *self._get_common_tiles()]
        for tile in tiles:
            within = Domain.TRUE if tile.get("closed") else OPEN
            tile["domain"] = tile["condition"] & within
        return tiles

    @api.model
    def _get_own_tiles(self):
        uid = self.env.uid
        own = Domain("user_id", "=", uid)
        free = Domain([("user_id", "=", False), ("team_id.user_ids", "=", uid)])
        return [
            self._tile("mine", "mine", self.env._("My tickets"), "fa-user", own),
            self._tile(
                "my_turn",
                "mine",
                self.env._("Waiting for my answer"),
                "fa-reply",
                own & Domain("last_writer", "=", "customer"),
                hint=self.env._("The customer wrote last"),
                tone="warning",
            ),
            self._tile(
                "my_todo",
                "mine",
                self.env._("My activities due"),
                "fa-clock-o",
                Domain("my_activity_date_deadline", "<=", "today"),
                apart=True,
                hint=self.env._("Planned for today or earlier"),
                tone="warning",
            ),
            self._tile(
                "my_teams_free",
                "mine",
                self.env._("Free in my teams"),
                "fa-inbox",
                free,
                hint=self.env._("Nobody has taken them yet"),
                tone="info",
            ),
        ]

    @api.model
    def _get_common_tiles(self):
        return [
            self._tile("open", "all", self.env._("Open"), "fa-life-ring", Domain.TRUE),
            *self._get_untouched_tiles(),
            *self._get_pressing_tiles(),
            *self._get_waiting_tiles(),
        ]

    @api.model
    def _get_untouched_tiles(self):
        return [
            self._tile(
                "unassigned",
                "all",
                self.env._("Unassigned"),
                "fa-user-o",
                Domain("user_id", "=", False),
                tone="warning",
                team=True,
            ),
            self._tile(
                "unattended",
                "all",
                self.env._("Unattended"),
                "fa-bell-o",
                Domain("unattended", "=", True),
                hint=self.env._("New, nobody has begun"),
                tone="warning",
                team=True,
            ),
        ]

    @api.model
    def _get_pressing_tiles(self):
        return [
            self._tile(
                "high_priority",
                "all",
                self.env._("High priority"),
                "fa-star",
                Domain("priority", "in", list(HIGH_PRIORITIES)),
                hint=self.env._("High or Urgent"),
                tone="warning",
                team=True,
            ),
            self._tile(
                "escalated",
                "all",
                self.env._("Escalated"),
                "fa-level-up",
                Domain("escalation_level", ">", 0),
                tone="danger",
                team=True,
            ),
        ]

    @api.model
    def _get_waiting_tiles(self):
        silent = Domain("stage_role", "=", "pending_customer") & Domain(
            "pending_since", "<", f"-{PENDING_DAYS}d"
        )
        unhappy = Domain("rating_last_value", ">=", 1) & Domain(
            "rating_last_value", "<=", 2
        )
        recent = Domain("closed_date", "=", False) | Domain(
            "closed_date", ">=", f"-{UNHAPPY_DAYS}d"
        )
        return [
            self._tile(
                "pending_long",
                "all",
                self.env._("Pending over %s days", PENDING_DAYS),
                "fa-hourglass-half",
                silent,
                hint=self.env._("The customer has not answered"),
                tone="warning",
            ),
            self._tile(
                "unhappy",
                "all",
                self.env._("Unhappy customers"),
                "fa-frown-o",
                unhappy & recent,
                hint=self.env._(
                    "Rated 1 or 2 of 5; closed ones for %s days", UNHAPPY_DAYS
                ),
                tone="danger",
                apart=True,
                closed=True,
            ),
        ]

    @api.model
    def _tile(self, key, section, label, icon, condition, **more):
        values = {"key": key, "section": section, "label": label, "icon": icon}
        return {**values, "condition": condition, **more}

    @api.model
    def _prepare_sections(self, tiles, totals):
        titles = {"mine": self.env._("My work"), "all": self.env._("All tickets")}
        if not self.env.user.has_group(OFFICER):
            titles["all"] = self.env._("All tickets I may see")
        return [
            {
                "key": section,
                "title": title,
                "tiles": [
                    self._prepare_tile(tile, totals[tile["key"]])
                    for tile in tiles
                    if tile["section"] == section
                ],
            }
            for section, title in titles.items()
        ]

    @api.model
    def _prepare_tile(self, tile, count, team=None):
        """Return a tile as the browser gets it, of one team if given."""
        domain, name, context = tile["domain"], tile["label"], {}
        if team is not None:
            domain &= Domain("team_id", "=", team.id)
            name = f"{team.display_name or self.env._('No team')}: {name}"
            context = {"default_team_id": team.id}
        return {
            "key": tile["key"],
            "label": tile["label"],
            "hint": tile.get("hint", ""),
            "icon": tile["icon"],
            "tone": tile.get("tone", "") if count else "",
            "count": count,
            "action": self._prepare_action(name, domain, context),
        }

    @api.model
    def _prepare_action(self, name, domain, context=None):
        """Return the action that opens the tickets of ``domain`` and no others."""
        modes = ("list", "kanban", "form", "calendar", "activity", "pivot", "graph")
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "helpdesk.ticket",
            "views": [[False, mode] for mode in modes],
            "domain": list(domain),
            "context": context or {},
            "target": "current",
        }

    # ---------------------------------------------------------- for managers

    @api.model
    def _get_notices(self):
        """Return what a manager should mend in the helpdesk itself."""
        cards = self.env["helpdesk.ticket.team"]._get_health_cards()
        return [card for card in cards if card["show"]]

    @api.model
    def _get_first_steps(self):
        """Return what to do first if there has never been a ticket, else False."""
        tickets = self.env["helpdesk.ticket"].with_context(active_test=False)
        if tickets.search_count([], limit=1):
            return False
        teams = self.env["helpdesk.ticket.team"].search_fetch(
            [], ["name", "alias_name", "alias_domain_id"], limit=50
        )
        addresses = [team.alias_email for team in teams if team.alias_email]
        return {
            "has_teams": bool(teams),
            "address": addresses[0] if addresses else "",
            "can_configure": self.env.user.has_group(MANAGER),
        }
