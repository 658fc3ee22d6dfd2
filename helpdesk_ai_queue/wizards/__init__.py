from . import helpdesk_health
