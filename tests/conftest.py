# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Pure packages are imported from the root of their addon, without Odoo.

Pytest puts this folder itself on the path, for what several folders of tests share.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

for manifest in ROOT.glob("*/__manifest__.py"):
    if str(manifest.parent) not in sys.path:
        sys.path.append(str(manifest.parent))
