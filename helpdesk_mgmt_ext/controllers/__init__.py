from . import (
    health,
    help_centre,
    portal,
    portal_tickets,
    ticket_close,
    verify_email,
)
