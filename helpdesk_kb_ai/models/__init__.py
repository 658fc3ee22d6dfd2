from . import document_page, document_page_history, helpdesk_ticket, helpdesk_ticket_reply
