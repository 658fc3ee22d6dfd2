# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which tickets have been told right by people: the newest labels of each kind.

In SQL: thousands of tickets are looked at every night, of which most columns and
records are not needed.
"""

_COMMON = """
           analysis.outcome,
           analysis.explicit,
           COALESCE(analysis.decided_at, ticket.closed_date) AS moment
      FROM helpdesk_ticket ticket
      JOIN helpdesk_ticket_stage stage ON stage.id = ticket.stage_id
      LEFT JOIN helpdesk_ai_analysis analysis
        ON analysis.id = ticket.ai_analysis_id AND analysis.outcome != 'open'
     WHERE COALESCE(analysis.decided_at, ticket.closed_date) IS NOT NULL
       AND COALESCE(ticket.close_reason, '') NOT IN
           ('duplicate', 'merged', 'cancelled', 'rejected')
       AND """
_ORDER = """
  ORDER BY moment DESC, ticket.id DESC
     LIMIT %(limit)s"""

LABEL_QUERIES = {
    "team": "SELECT ticket.id, COALESCE(analysis.final_team_id, ticket.team_id),"
    + _COMMON
    + """COALESCE(analysis.final_team_id, ticket.team_id) IS NOT NULL
       AND (analysis.id IS NOT NULL OR stage.role = 'closed')"""
    + _ORDER,
    "type": "SELECT ticket.id, ticket.type_id,"
    + _COMMON
    + """ticket.type_id IS NOT NULL
       AND (analysis.explicit OR stage.role = 'closed')"""
    + _ORDER,
    "priority": "SELECT ticket.id, ticket.priority,"
    + _COMMON
    + "analysis.explicit"
    + _ORDER,
}
