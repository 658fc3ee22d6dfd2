# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The board's numbers in one pass over the open tickets, its teams and next steps."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .helpdesk_overview import OFFICER, OPEN

#: Roles in which the next step is not ours.
WAITING_ROLES = ["on_hold", "pending_customer", "resolved"]
NEXT_LIMIT = 8


class HelpdeskOverview(models.AbstractModel):
    _inherit = "helpdesk.overview"

    @api.model
    def _count_open(self, domains):
        """Count the open tickets that the user may read, in one query.

        :param domains: {key: domain}, each within the open tickets
        :return: [{"team": id or None, "stage": id or None, key: count, ...}]
        """
        tickets = self.env["helpdesk.ticket"]
        query = tickets._search(OPEN)
        if query.is_empty():
            return []
        table = tickets._table
        conditions = [
            domain.optimize_full(tickets)._to_sql(tickets, table, query)
            for domain in domains.values()
        ]
        group = [
            tickets._field_to_sql(table, f, query) for f in ("team_id", "stage_id")
        ]
        query.groupby = SQL(", ").join(group)
        counts = [SQL("COUNT(*) FILTER (WHERE %s)", sql) for sql in conditions]
        keys = ("team", "stage", *domains)
        found = self.env.execute_query(query.select(*group, *counts))
        return [dict(zip(keys, row, strict=True)) for row in found]

    @api.model
    def _add_up(self, rows, tiles):
        return {
            tile["key"]: sum(row[tile["key"]] for row in rows)
            for tile in tiles
            if not tile.get("closed")
        }

    # ------------------------------------------------------------------ teams

    @api.model
    def _prepare_teams(self, tiles, rows):
        """Return a tile per team: all for officers, else one's own and those with
        tickets one may see; open tickets without a team come first."""
        by_team = defaultdict(list)
        for row in rows:
            by_team[row["team"]].append(row)
        teams = self._get_teams([team_id for team_id in by_team if team_id])
        stages = self._get_stages({row["stage"] for row in rows})
        shown = [tile for tile in tiles if tile.get("team")]
        everything = next(tile for tile in tiles if tile["key"] == "open")
        nobodys = [self.env["helpdesk.ticket.team"]] if by_team[None] else []
        return [
            self._prepare_team(
                team, by_team[team.id or None], everything, shown, stages
            )
            for team in [*nobodys, *teams]
        ]

    @api.model
    def _get_teams(self, ids):
        domain = Domain.TRUE
        if not self.env.user.has_group(OFFICER):
            uid = self.env.uid
            domain = Domain.OR(
                [
                    Domain("user_ids", "=", uid),
                    Domain("user_id", "=", uid),
                    Domain("id", "in", ids),
                ]
            )
        return self.env["helpdesk.ticket.team"].search_fetch(
            domain, ["name", "complete_name", "color"]
        )

    @api.model
    def _get_stages(self, ids):
        """Return {id: stage} in the order of the pipeline, archived ones too."""
        stages = self.env["helpdesk.ticket.stage"].with_context(active_test=False)
        domain = [("id", "in", [stage_id for stage_id in ids if stage_id])]
        # sudo: the stages of tickets one may read are no secret
        found = stages.sudo().search_fetch(domain, ["name", "role"])
        return {stage.id: stage for stage in found}

    @api.model
    def _prepare_team(self, team, rows, everything, tiles, stages):
        def total(key):
            return sum(row[key] for row in rows)

        name = team.display_name or self.env._("No team")
        create = {"default_team_id": team.id} if team else {}
        return {
            "id": team.id,
            "name": name,
            "color": team.color,
            "open": self._prepare_tile(everything, total("open"), team),
            "tiles": [
                self._prepare_tile(tile, total(tile["key"]), team) for tile in tiles
            ],
            "stages": [
                self._prepare_stage(team, stage, row["open"])
                for stage in stages.values()
                for row in rows
                if row["stage"] == stage.id and row["open"]
            ],
            "new": {
                "type": "ir.actions.act_window",
                "name": self.env._("New ticket"),
                "res_model": "helpdesk.ticket",
                "views": [[False, "form"]],
                "context": create,
            },
        }

    @api.model
    def _prepare_stage(self, team, stage, count):
        domain = OPEN & Domain("stage_id", "=", stage.id)
        domain &= Domain("team_id", "=", team.id)
        name = f"{team.display_name or self.env._('No team')}: {stage.name}"
        return {
            "id": stage.id,
            "name": stage.name,
            "role": stage.role,
            "count": count,
            "action": self._prepare_action(name, domain),
        }

    # ------------------------------------------------------------- next steps

    @api.model
    def _get_next(self):
        """Return the tickets the user goes on with, else those he may take."""
        own = Domain("user_id", "=", self.env.uid)
        free = Domain(
            [("user_id", "=", False), ("team_id.user_ids", "=", self.env.uid)]
        )
        kind, tickets = "own", self._find_next(own)
        if not tickets:
            kind, tickets = "free", self._find_next(free)
        return {
            "kind": kind,
            "tickets": [self._prepare_next(ticket) for ticket in tickets],
        }

    @api.model
    def _find_next(self, domain):
        return self.env["helpdesk.ticket"].search_fetch(
            domain & OPEN & Domain("stage_role", "not in", WAITING_ROLES),
            self._get_next_fields(),
            order=self._get_next_order(),
            limit=NEXT_LIMIT,
        )

    @api.model
    def _get_next_fields(self):
        return [
            "number",
            "name",
            "priority",
            "stage_id",
            "partner_id",
            "partner_name",
            "received_at",
            "last_writer",
            "last_customer_message_at",
        ]

    @api.model
    def _get_next_order(self):
        """Return the order in which the board proposes tickets, most pressing first."""
        return "priority desc, last_customer_message_at, received_at, id"

    @api.model
    def _prepare_next(self, ticket):
        """Return a ticket to go on with; ``when`` says why: a text and a time (UTC)."""
        # sudo: names only, of a ticket that may be read
        stage, partner = ticket.stage_id.sudo(), ticket.partner_id.sudo()
        asked = ticket.last_writer == "customer" and ticket.last_customer_message_at
        label = self.env._("Customer waits") if asked else self.env._("Received")
        selection = dict(ticket._fields["priority"]._description_selection(self.env))
        return {
            "id": ticket.id,
            "number": ticket.number,
            "name": ticket.name,
            "urgent": selection[ticket.priority] if ticket.priority >= "2" else "",
            "stage": stage.name or "",
            "customer": partner.name or ticket.partner_name or "",
            "when": {
                "label": label,
                "at": fields.Datetime.to_string(asked or ticket.received_at),
                "tone": "warning" if asked else "",
            },
        }
