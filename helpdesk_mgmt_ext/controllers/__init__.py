from . import (
    csat,
    help_centre,
    portal,
    portal_chatter,
    portal_new,
    portal_tickets,
    ticket_close,
    verify_email,
)
