from . import helpdesk_ai_preview, helpdesk_health
