from . import test_sla_scenarios
from . import test_sla_match
from . import test_sla_rematch
from . import test_sla_sweep
from . import test_sla_threats
from . import test_sla_bad_input
from . import test_sla_screens
