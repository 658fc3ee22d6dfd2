# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from collections import namedtuple

import psycopg2

from odoo import api, fields, models
from odoo.sql_db import PoolError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

#: What has been drawn so far. ``last``: {team id: {user id: number of his last turn}};
#: ``unseen``: {user id: tickets that other transactions gave him and ours cannot see}.
History = namedtuple("History", "last unseen")

#: Turns of transactions that were rolled back never happened. A number that this server
#: has not reached yet came with a restored backup: that turn is history.
HAPPENED = SQL(
    """CASE WHEN xact::xid8 >= pg_current_xact_id() THEN true
            ELSE pg_xact_status(xact::xid8) IS DISTINCT FROM 'aborted' END"""
)


class HelpdeskTeamTurn(models.Model):
    """Whose turn it was: one row per ticket given to a person automatically.

    Odoo's transactions do not see what others commit meanwhile, and two that update
    one row collide: eight processes that create tickets at once would all choose the
    same person, or fail. So turns are drawn in a short transaction of their own, one
    at a time, and each row remembers the transaction it was drawn for: a rolled back
    one gives its turn back.
    """

    _name = "helpdesk.team.turn"
    _description = "Helpdesk Team Turn"
    _log_access = False
    _order = "id desc"

    # Plain numbers: the team or person may not be committed yet, nor exist any more.
    team_id = fields.Integer(required=True)
    user_id = fields.Integer(required=True)
    xact = fields.Char(required=True)
    drawn_at = fields.Datetime(required=True)

    _team_user_idx = models.Index("(team_id, user_id, id)")
    _drawn_at_idx = models.Index("(drawn_at)")

    @api.model
    def _draw(self, team_ids, choose):
        """Let ``choose`` pick people while nobody else picks, and record the turns.

        :param team_ids: teams whose past turns matter
        :param choose: function of a :class:`History` that returns a list of
            (team id, user id); it must not use the database
        :return: what ``choose`` returned
        """
        self.env.cr.execute("SELECT pg_current_xact_id(), pg_current_snapshot()::text")
        own = self.env.cr.fetchone()
        if self.env.registry.ready:  # else the table itself may be uncommitted
            try:
                with self.env.registry.cursor() as cr:
                    cr.execute("SET LOCAL lock_timeout = '5s'", log_exceptions=False)
                    # No snapshot is taken before the lock is held: what follows
                    # sees the turns of everybody who held it before.
                    cr.execute(
                        "LOCK TABLE helpdesk_team_turn IN EXCLUSIVE MODE",
                        log_exceptions=False,
                    )
                    return self._draw_on(cr, own, team_ids, choose)
            except (psycopg2.Error, PoolError):
                _logger.warning("Turns drawn without lock", exc_info=True)
        return self._draw_on(self.env.cr, own, team_ids, choose)

    @api.model
    def _draw_on(self, cr, own, team_ids, choose):
        xact, snapshot = own
        turns = choose(self._read_history(cr, xact, snapshot, team_ids))
        if turns:
            rows = SQL(", ").join(
                SQL("(%s, %s, %s, now() AT TIME ZONE 'UTC')", team_id, user_id, xact)
                for team_id, user_id in turns
            )
            cr.execute(
                SQL(
                    "INSERT INTO helpdesk_team_turn (team_id, user_id, xact, drawn_at) "
                    "VALUES %s",
                    rows,
                )
            )
        return turns

    @api.model
    def _read_history(self, cr, xact, snapshot, team_ids):
        cr.execute(
            SQL(
                """SELECT team_id, user_id, max(id) FROM helpdesk_team_turn
                    WHERE team_id IN %s AND %s GROUP BY team_id, user_id""",
                tuple(team_ids),
                HAPPENED,
            )
        )
        last = {}
        for team_id, user_id, turn_id in cr.fetchall():
            last.setdefault(team_id, {})[user_id] = turn_id
        cr.execute(
            SQL(
                """SELECT user_id, count(*) FROM helpdesk_team_turn
                    WHERE drawn_at > now() AT TIME ZONE 'UTC' - INTERVAL '1 hour'
                      AND xact <> %s
                      AND xact::xid8 < pg_current_xact_id()
                      AND NOT pg_visible_in_snapshot(xact::xid8, %s::pg_snapshot)
                      AND %s
                    GROUP BY user_id""",
                xact,
                snapshot,
                HAPPENED,
            )
        )
        return History(last, dict(cr.fetchall()))

    @api.autovacuum
    def _gc_turns(self):
        """Keep each person's last turn in each team, and nothing else of last month."""
        self.env.cr.execute(
            """DELETE FROM helpdesk_team_turn
                WHERE drawn_at < now() AT TIME ZONE 'UTC' - INTERVAL '30 days'
                  AND id NOT IN (SELECT max(id) FROM helpdesk_team_turn
                                  GROUP BY team_id, user_id)"""
        )
