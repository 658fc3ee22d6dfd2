from . import helpdesk_sla_simulation
from . import helpdesk_sla_simulation_change
