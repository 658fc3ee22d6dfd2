# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""``ticket_text`` is tested as the plain Python package it is: no Odoo, no database."""

import sys
from pathlib import Path

ADDON = Path(__file__).resolve().parents[2] / "helpdesk_mgmt_ext"
if str(ADDON) not in sys.path:
    sys.path.insert(0, str(ADDON))
