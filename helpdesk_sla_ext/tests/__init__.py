from . import (
    test_sla_analysis,
    test_sla_bad_input,
    test_sla_calendar,
    test_sla_match,
    test_sla_migration,
    test_sla_overview,
    test_sla_rematch,
    test_sla_scenarios,
    test_sla_screens,
    test_sla_sweep,
    test_sla_threats,
    test_stuck,
)
