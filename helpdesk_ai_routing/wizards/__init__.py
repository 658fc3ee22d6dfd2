from . import helpdesk_ai_preview
