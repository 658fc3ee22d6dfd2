from . import (
    test_ai_attributes,
    test_ai_dashboard,
    test_ai_health,
    test_ai_learning,
    test_ai_messages,
    test_ai_n8n,
    test_ai_panel,
    test_ai_provider,
    test_ai_routing,
    test_ai_tours,
    test_ai_training,
)
