# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Where the figures of the report come from, and its percentiles."""

from contextlib import contextmanager

from odoo import api, fields, models
from odoo.tools import SQL

from .helpdesk_ticket_lifecycle import VOID_REASONS

#: Columns of the ticket that are shown as they are, or as zero where empty.
PLAIN = (
    "company_id",
    "team_id",
    "user_id",
    "partner_id",
    "commercial_partner_id",
    "category_id",
    "type_id",
    "channel_id",
    "priority",
    "stage_id",
    "stage_role",
    "close_reason",
    "closed_date",
    "first_response_hours",
    "first_response_working_hours",
    "reopen_count",
    "total_hours",
)
COUNTS = ("agent_reply_count", "customer_reply_count", "reassign_count")
#: Bytes into which a group per ticket would fit; the real ones need next to nothing.
GROUPING_MEMORY = 512 * 1024**2
MINUTES = ("minutes_with_us", "minutes_with_customer", "minutes_on_hold")


class HelpdeskTicketAnalysis(models.Model):
    _inherit = "helpdesk.ticket.analysis"
    _depends = {
        "helpdesk.ticket": [
            *PLAIN,
            *COUNTS,
            *MINUTES,
            "active",
            "escalation_count",
            "escalation_level",
            "first_contact_due_at",
            "first_solved_at",
            "received_at",
            "resolution_hours",
            "resolution_working_hours",
            "resolved_at",
        ],
        "rating.rating": ["consumed", "rating", "res_id", "res_model"],
        "res.company": ["resource_calendar_id"],
        "resource.calendar": ["tz"],
    }

    # -------------------------------------------------------------------- SQL

    @property
    def _table_query(self):
        names, columns = zip(*self._select_fields().items(), strict=True)
        return SQL(
            "SELECT %s FROM %s",
            SQL(", ").join(
                SQL("%s AS %s", column, SQL.identifier(name))
                for name, column in zip(names, columns, strict=True)
            ),
            SQL(" ").join(self._from_tables()),
        )

    def _select_fields(self):
        """Return column name → SQL; the ticket is ``ticket``."""
        return {
            "id": SQL("ticket.id"),
            "ticket_id": SQL("ticket.id"),
            **{name: SQL("ticket.%s", SQL.identifier(name)) for name in PLAIN},
            **{
                name: SQL("COALESCE(ticket.%s, 0)", SQL.identifier(name))
                for name in COUNTS
            },
            "closed": SQL("ticket.stage_role IN ('closed', 'cancelled', 'rejected')"),
            "archived": SQL("NOT ticket.active"),
            **self._select_times(),
            **self._select_rates(),
        }

    def _select_times(self):
        now = fields.Datetime.now()
        local = SQL(
            "ticket.received_at AT TIME ZONE 'UTC'"
            " AT TIME ZONE COALESCE(hours.tz, 'UTC')"
        )
        solved = self._solved_sql()
        return {
            "received_at": SQL("ticket.received_at"),
            "received_hour": SQL("EXTRACT(hour FROM %s)::int", local),
            "received_weekday": SQL(
                "(EXTRACT(isodow FROM %s)::int - 1)::varchar", local
            ),
            "resolved_at": SQL("CASE WHEN %s THEN ticket.resolved_at END", solved),
            "resolution_hours": SQL(
                "CASE WHEN %s THEN ticket.resolution_hours END", solved
            ),
            "resolution_working_hours": SQL(
                "CASE WHEN %s THEN ticket.resolution_working_hours END", solved
            ),
            "backlog_age_days": SQL(
                "CASE WHEN ticket.stage_role NOT IN"
                " ('resolved', 'closed', 'cancelled', 'rejected')"
                " THEN EXTRACT(epoch FROM %s::timestamp - ticket.received_at) / 86400"
                " END",
                now,
            ),
            **{
                name: SQL(
                    "CASE WHEN ticket.stage_role IN"
                    " ('resolved', 'closed', 'cancelled', 'rejected')"
                    " THEN ticket.%s END",
                    SQL.identifier(name),
                )
                for name in MINUTES
            },
        }

    def _select_rates(self):
        now = fields.Datetime.now()
        return {
            "reopened": SQL(
                "CASE WHEN ticket.reopen_count > 0 THEN 100.0"
                " WHEN ticket.stage_role IN ('closed', 'cancelled', 'rejected')"
                " THEN 0.0 END"
            ),
            "fcr": SQL(
                "CASE WHEN ticket.first_solved_at IS NULL OR %s THEN NULL"
                " WHEN ticket.first_contact_due_at IS NULL THEN 0.0"
                " WHEN ticket.first_contact_due_at < %s THEN 100.0 END",
                self._void_sql(),
                now,
            ),
            "rating": SQL("rating.rating"),
            "rating_satisfied": SQL(
                "CASE WHEN rating.rating >= 4 THEN 100.0"
                " WHEN rating.rating >= 1 THEN 0.0 END"
            ),
            "escalated": SQL(
                "CASE WHEN ticket.escalation_count > 0 OR ticket.escalation_level > 0"
                " THEN 100.0 ELSE 0.0 END"
            ),
        }

    def _void_sql(self):
        return SQL("COALESCE(ticket.close_reason, '') IN %s", tuple(VOID_REASONS))

    def _solved_sql(self):
        return SQL("ticket.resolved_at IS NOT NULL AND NOT (%s)", self._void_sql())

    def _from_tables(self):
        """Return the tables; PostgreSQL leaves out a join that no column needs."""
        return [
            SQL("helpdesk_ticket ticket"),
            SQL("LEFT JOIN res_company company ON company.id = ticket.company_id"),
            SQL(
                "LEFT JOIN resource_calendar hours"
                " ON hours.id = company.resource_calendar_id"
            ),
            SQL(
                "LEFT JOIN (SELECT DISTINCT ON (res_id) res_id, rating"
                " FROM rating_rating"
                " WHERE res_model = 'helpdesk.ticket' AND consumed AND rating >= 1"
                " ORDER BY res_id, write_date DESC, id DESC) rating"
                " ON rating.res_id = ticket.id"
            ),
        ]

    # --------------------------------------------------------------- grouping

    @api.model
    def _read_group(self, *args, **kwargs):
        with self._grouping_in_memory():
            return super()._read_group(*args, **kwargs)

    @api.model
    def _read_grouping_sets(self, *args, **kwargs):
        with self._grouping_in_memory():
            return super()._read_grouping_sets(*args, **kwargs)

    @contextmanager
    def _grouping_in_memory(self):
        """Let PostgreSQL group without sorting.

        It cannot know how few months there are, expects a group per ticket, and would
        sort all of them on disk first. Nor does it pay to compile the expressions of
        the report. After an error the end of the transaction undoes it.
        """
        [(multiplier, jit, *_new)] = self.env.execute_query(
            SQL(
                "SELECT current_setting('hash_mem_multiplier'), current_setting('jit'),"
                " set_config('hash_mem_multiplier', greatest("
                "current_setting('hash_mem_multiplier')::float, least(1000,"
                " %s / pg_size_bytes(current_setting('work_mem'))))::text, true),"
                " set_config('jit', 'off', true)",
                GROUPING_MEMORY,
            )
        )
        yield
        self.env.execute_query(
            SQL(
                "SELECT set_config('hash_mem_multiplier', %s, true),"
                " set_config('jit', %s, true)",
                multiplier,
                jit,
            )
        )

    # ------------------------------------------------------------ percentiles

    def _percentiles(self, domain, field, by=None):
        """Return median and 90th percentile of what the user may see, in one query.

        :param domain: a domain of this model
        :param field: name of a numeric field; rows without a value do not count
        :param by: how to group, as in ``_read_group`` (``team_id``,
            ``received_at:month``); None for all in one
        :return: {"median", "p90", "count"} without ``by`` (None, None and 0 if there
            is nothing), else a dict of those by the value of the group: an id, a key,
            a datetime, or None
        :raises AccessError: the user may not read the report
        :raises ValueError: the field is not a number
        """
        self.browse().check_access("read")
        if self._fields[field].type not in ("float", "integer"):
            raise ValueError(f"{field} is not a number")
        query = self._search(domain)
        value = self._field_to_sql(self._table, field, query)
        group = by and self._read_group_groupby(self._table, by, query)
        columns = SQL(
            "percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY %s), COUNT(%s)",
            value,
            value,
        )
        if by:
            query.groupby = group
            columns = SQL("%s, %s", columns, group)
        rows = self.env.execute_query(query.select(columns))
        found = {
            row[2] if by else None: {
                "median": row[0] and row[0][0],
                "p90": row[0] and row[0][1],
                "count": row[1],
            }
            for row in rows
        }
        nothing = {"median": None, "p90": None, "count": 0}
        return found if by else found.get(None, nothing)
