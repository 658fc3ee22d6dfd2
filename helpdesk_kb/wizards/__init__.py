from . import document_page_create_menu, helpdesk_kb_merge, helpdesk_kb_reject
