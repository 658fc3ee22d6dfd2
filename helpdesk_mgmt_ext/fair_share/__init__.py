# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whose turn is it? Sharing work among people, without Odoo and without a clock."""

from .drawing import Drawing, Request

__all__ = ["Drawing", "Request"]
