from . import helpdesk_kb_merge, helpdesk_kb_reject
