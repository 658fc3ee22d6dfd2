# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What was promised: an amount and its unit."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo

from .working_time import HORIZON

CLOCK_UNITS = ("minutes", "hours", "calendar_days")
WORKING_UNITS = ("business_hours", "business_days")


@dataclass(frozen=True)
class Target:
    """An amount of time in one of the units above."""

    value: float
    unit: str

    @property
    def is_valid(self) -> bool:
        """A promise is a positive, finite amount in a known unit."""
        known = self.unit in CLOCK_UNITS + WORKING_UNITS
        return known and math.isfinite(self.value) and self.value > 0

    @property
    def is_working_time(self) -> bool:
        """True if only the open hours of a calendar count."""
        return self.unit in WORKING_UNITS

    def duration(
        self, start: datetime, zone: tzinfo = timezone.utc, hours_per_day: float = 24.0
    ) -> timedelta:
        """Return the time to count from ``start`` (naive UTC).

        A calendar day ends at the same time of day in ``zone``, so it has 23 or 25
        hours when the clocks change; a business day has ``hours_per_day``. Amounts
        beyond HORIZON give a little more than HORIZON, that is, never due.
        """
        hours = self.value * self._hours_per_unit(hours_per_day)
        if not math.isfinite(hours) or hours * 3600 > HORIZON.total_seconds():
            return HORIZON + timedelta(days=1)
        if self.unit == "calendar_days":
            return _calendar_days(start, self.value, zone)
        return timedelta(seconds=round(hours * 3600))

    def _hours_per_unit(self, hours_per_day: float) -> float:
        return {
            "minutes": 1 / 60,
            "business_days": hours_per_day,
            "calendar_days": 24.0,
        }.get(self.unit, 1.0)


def _calendar_days(start: datetime, days: float, zone: tzinfo) -> timedelta:
    whole = int(days)
    aware = start.replace(tzinfo=timezone.utc)
    wall = aware.astimezone(zone).replace(tzinfo=None) + timedelta(days=whole)
    stop = _localized(wall, zone).astimezone(timezone.utc)
    return stop - aware + timedelta(seconds=round((days - whole) * 86400))


def _localized(wall: datetime, zone: tzinfo) -> datetime:
    """Attach ``zone``; zones of pytz cannot be attached by ``replace``."""
    if hasattr(zone, "localize"):
        return zone.localize(wall)
    return wall.replace(tzinfo=zone)
