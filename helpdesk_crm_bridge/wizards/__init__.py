from . import helpdesk_ticket_create_lead, helpdesk_ticket_resolve
