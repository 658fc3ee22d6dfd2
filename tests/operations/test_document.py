# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The commands of docs/operations.md are those that the rehearsals run."""

import re

from conftest import ROOT

#: Beginning of a command → the test that runs it.
RUN_BY = {
    "pg_dump --format=custom --file": "test_backup",
    "cp -a": "test_backup",
    "createdb --template": "test_backup",
    "pg_restore --no-owner --dbname": "test_backup",
    "odoo neutralize": "test_backup",
    "odoo server": "conftest",
    "odoo module uninstall": "test_uninstall",
    "curl": None,  # the addon's TestHealthEndpoint
}


def words(text):
    return " ".join(re.findall(r"[\w-]+", text.replace("=", " ")))


def test_every_command_is_run_by_a_test():
    text = (ROOT / "docs" / "operations.md").read_text()
    lines = [
        line
        for block in re.findall(r"```bash\n(.*?)```", text, re.DOTALL)
        for line in block.splitlines()
    ]
    assert len(lines) >= 8
    for line in lines:
        beginning = next((b for b in RUN_BY if line.startswith(b)), None)
        assert beginning, f"no test is known to run: {line}"
        if RUN_BY[beginning]:
            path = ROOT / "tests" / "operations" / f"{RUN_BY[beginning]}.py"
            options = beginning.split(" ", 1)[1]
            assert words(options) in words(path.read_text().replace('"', " ")), line
