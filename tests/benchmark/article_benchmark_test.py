# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Finding one of 20,000 articles, against ``ilike`` in the same run."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MEASURE = Path(__file__).with_name("article_measure.py")


@pytest.fixture(scope="module")
def result():
    database = os.environ.get("HELPDESK_TEST_DATABASE")
    assert database, "HELPDESK_TEST_DATABASE must name a database with our addons"
    path = os.environ.get("HELPDESK_ADDONS_PATH", str(ROOT))
    done = subprocess.run(
        [sys.executable, str(MEASURE), database, path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stderr[-2000:]
    values = json.loads(done.stdout.splitlines()[-1])
    print(f"\nfull text {values['full_text']} s, ilike {values['ilike']} s")
    return values


def test_a_rare_word_is_found_by_the_index(result):
    assert result["found"] == 1
    assert "kb_vector_index" in result["plan"]


def test_a_rare_word_is_found_faster_than_by_ilike(result):
    assert result["full_text"][-1] < result["ilike"][-1]
