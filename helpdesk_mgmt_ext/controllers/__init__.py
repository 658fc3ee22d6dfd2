from . import (
    help_centre,
    mail_original,
    portal,
    portal_tickets,
    ticket_close,
    verify_email,
)
from . import csat, help_centre, portal, portal_tickets, ticket_close, verify_email
