# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What outsiders may call: one table per method, from which come the check of its
arguments, the OpenAPI description and the page with examples. Without Odoo."""

from .call import Call, described
from .document import curl, openapi
from .values import Invalid, check

__all__ = ["Call", "Invalid", "check", "curl", "described", "openapi"]
