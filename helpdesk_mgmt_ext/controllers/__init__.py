from . import (
    api_documentation,
    help_centre,
    portal,
    csat,
    help_centre,
    mail_original,
    portal,
    portal_chatter,
    portal_new,
    portal_tickets,
    ticket_close,
    verify_email,
)
