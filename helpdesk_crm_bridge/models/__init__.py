from . import (
    crm_lead,
    helpdesk_ticket,
    helpdesk_ticket_crm_api,
    helpdesk_ticket_crm_privacy,
    helpdesk_ticket_detection,
    helpdesk_upsell_phrase,
)
