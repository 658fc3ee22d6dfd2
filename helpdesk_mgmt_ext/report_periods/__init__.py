# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Periods of a report in somebody's timezone; knows neither Odoo nor the clock."""

from .periods import Period, buckets, previous, window

__all__ = ["Period", "buckets", "previous", "window"]
