from . import helpdesk_ticket_dialog  # first: other dialogs inherit it

# isort: split
from . import (
    helpdesk_api_key,
    helpdesk_automation_preview,
    helpdesk_health,
    helpdesk_health_webhooks,
    helpdesk_macro_run,
    helpdesk_phone_call,
    helpdesk_privacy,
    helpdesk_team_preset,
    helpdesk_ticket_bulk,
    helpdesk_ticket_children,
    helpdesk_ticket_close,
    helpdesk_ticket_duplicate_wizard,
    helpdesk_ticket_escalate,
    helpdesk_ticket_hold,
    helpdesk_ticket_merge_wizard,
    helpdesk_ticket_request_info,
    helpdesk_ticket_resolve,
    helpdesk_ticket_split_wizard,
    helpdesk_ticket_understand,
    helpdesk_timer_stop,
    helpdesk_webhook_replay,
)
