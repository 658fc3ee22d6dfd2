from . import (
    helpdesk_health,
    helpdesk_sla_simulation,
    helpdesk_sla_simulation_change,
)
