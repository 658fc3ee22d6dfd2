from . import helpdesk_background, helpdesk_webhook, helpdesk_webhook_delivery
