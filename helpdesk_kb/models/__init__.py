from . import (
    document_page,
    document_page_history,
    document_page_review,
    document_page_search,
    helpdesk_kb_deflection,
    helpdesk_kb_effect,
    helpdesk_kb_usage,
    helpdesk_ticket,
    helpdesk_ticket_draft,
)
