from . import helpdesk_sla_ticket_owned  # first: others inherit it

# isort: split
from . import (
    helpdesk_customer_tier,
    helpdesk_sla,
    helpdesk_sla_compliance,
    helpdesk_sla_escalation,
    helpdesk_sla_escalation_log,
    helpdesk_sla_event,
    helpdesk_sla_match,
    helpdesk_sla_report,
    helpdesk_sla_sentence,
    helpdesk_sla_warning,
    helpdesk_ticket,
    helpdesk_ticket_display,
    helpdesk_ticket_rematch,
    helpdesk_ticket_sla,
    helpdesk_ticket_sla_fold,
    helpdesk_ticket_sla_sweep,
    helpdesk_ticket_stuck,
    helpdesk_ticket_targets,
    helpdesk_ticket_team,
    helpdesk_ticket_team_stuck,
    res_partner,
    resource_calendar,
    resource_calendar_attendance,
    resource_calendar_leaves,
)
