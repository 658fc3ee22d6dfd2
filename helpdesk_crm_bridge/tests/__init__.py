from . import (
    test_conversion,
    test_crm_api,
    test_crm_events,
    test_crm_tours,
    test_detection,
)
