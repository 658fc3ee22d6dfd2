from . import portal, ticket_close
