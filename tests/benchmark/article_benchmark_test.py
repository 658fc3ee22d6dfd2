# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Finding one of 20,000 articles, against ``ilike`` in the same run."""

import pytest


@pytest.fixture(scope="module")
def result(measure):
    values = measure("article_measure.py", "HELPDESK_TEST_DATABASE")
    print(f"\nfull text {values['full_text']} s, ilike {values['ilike']} s")
    return values


def test_a_rare_word_is_found_by_the_index(result):
    assert result["found"] == 1
    assert "kb_vector_index" in result["plan"]


def test_a_rare_word_is_found_faster_than_by_ilike(result):
    assert result["full_text"][-1] < result["ilike"][-1]
