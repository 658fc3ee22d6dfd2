# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The office of the scenarios: Europe/Paris, Monday to Friday, 09:00-17:00."""

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def utc(text: str) -> datetime:
    """Naive UTC of a local wall-clock text such as ``2026-03-05 10:00``."""
    local = datetime.fromisoformat(text).replace(tzinfo=PARIS)
    return local.astimezone(timezone.utc).replace(tzinfo=None)


def office(start: datetime, stop: datetime):
    """Open hours, as a calendar callable."""
    day, spans = start.date() - timedelta(days=1), []
    while day <= stop.date() + timedelta(days=1):
        if day.weekday() < 5:
            spans.append(
                tuple(
                    datetime.combine(day, time(hour), PARIS)
                    .astimezone(timezone.utc)
                    .replace(tzinfo=None)
                    for hour in (9, 17)
                )
            )
        day += timedelta(days=1)
    return spans
