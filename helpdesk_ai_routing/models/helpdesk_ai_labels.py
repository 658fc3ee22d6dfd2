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
      LEFT JOIN LATERAL (
           SELECT decided.id, final_team_id, final_sentiment,
                  outcome, explicit, decided_at
             FROM helpdesk_ai_analysis decided
            WHERE decided.ticket_id = ticket.id
              AND decided.outcome != 'open'
              AND decided.shadow IS NOT TRUE
         ORDER BY decided_at DESC, decided.id DESC
            LIMIT 1) analysis ON TRUE
     WHERE COALESCE(analysis.decided_at, ticket.closed_date) IS NOT NULL
       AND ticket.anonymised_at IS NULL
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
    "sentiment": "SELECT ticket.id, analysis.final_sentiment,"
    + _COMMON
    + "analysis.explicit AND analysis.final_sentiment IS NOT NULL"
    + _ORDER,
}
