from . import (
    helpdesk_team_preset,
    helpdesk_ticket_dialog,
    helpdesk_ticket_hold,
    helpdesk_ticket_request_info,
    helpdesk_ticket_resolve,
    helpdesk_ticket_escalate,
    helpdesk_ticket_close,
    helpdesk_ticket_understand,
    helpdesk_automation_preview,
)
