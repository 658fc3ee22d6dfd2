# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def measure():
    """Return what a measuring script found on the database named by a variable."""

    def run(script, variable):
        database = os.environ.get(variable)
        assert database, f"{variable} must name a database"
        path = os.environ.get("HELPDESK_ADDONS_PATH", str(ROOT))
        done = subprocess.run(
            [sys.executable, str(Path(__file__).with_name(script)), database, path],
            capture_output=True,
            text=True,
            check=False,
        )
        assert not done.returncode, done.stderr[-2000:]
        return json.loads(done.stdout.splitlines()[-1])

    return run
