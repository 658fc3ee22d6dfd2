# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Fills the templates of setup/n8n: python render.py CONNECTION.json ODOO_URL FOLDER"""

import json
import os
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).parent
#: Where the workflows' templates expect Odoo.
DEFAULT_ODOO = "http://127.0.0.1:8069"


def main(connection, odoo_url, folder):
    """Write credentials.json and workflows/ into ``folder``, for us alone."""
    values = json.loads(Path(connection).read_text())
    folder = Path(folder)
    shutil.rmtree(folder, ignore_errors=True)
    os.umask(0o077)
    (folder / "workflows").mkdir(parents=True)
    credentials = json.loads((HERE / "credentials" / "helpdesk.json").read_text())
    for credential in credentials:
        data = credential["data"]
        credential["data"] = {key: values[value] for key, value in data.items()}
    (folder / "credentials.json").write_text(json.dumps(credentials))
    for template in (HERE / "workflows").glob("*.json"):
        text = template.read_text().replace(DEFAULT_ODOO, odoo_url)
        (folder / "workflows" / template.name).write_text(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
