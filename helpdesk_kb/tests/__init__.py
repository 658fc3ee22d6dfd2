from . import (
    test_article,
    test_article_draft,
    test_article_events,
    test_article_reports,
    test_article_search,
    test_article_web,
    test_kb_read_only,
    test_kb_tours,
)
