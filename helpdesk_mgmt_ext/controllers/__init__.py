from . import (
    api_documentation,
    csat,
    health,
    help_centre,
    mail_original,
    portal,
    portal_chatter,
    portal_new,
    portal_tickets,
    ticket_close,
    verify_email,
)
