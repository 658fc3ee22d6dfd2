# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

UTC = ZoneInfo("UTC")


class Period(NamedTuple):
    """From ``start`` until before ``stop``, both naive UTC."""

    start: datetime
    stop: datetime


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)


def _utc(local: datetime, zone: ZoneInfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)


def window(now: datetime, days: int, zone: ZoneInfo) -> Period:
    """Return the last ``days`` calendar days of ``zone``, today included."""
    today = datetime.combine(_local(now, zone).date(), time())
    start = today - timedelta(days=days - 1)
    return Period(_utc(start, zone), _utc(today + timedelta(days=1), zone))


def previous(period: Period, days: int, zone: ZoneInfo) -> Period:
    """Return the ``days`` calendar days before ``period``."""
    start = _local(period.start, zone) - timedelta(days=days)
    return Period(_utc(start, zone), period.start)


def buckets(
    period: Period, step: int, zone: ZoneInfo
) -> list[tuple[datetime, Period]]:
    """Cut ``period`` into pieces of ``step`` days, counted back from its end.

    :return: (local start, piece) of each, the oldest first; the oldest may be shorter
    """
    first, stop = _local(period.start, zone), _local(period.stop, zone)
    pieces = []
    while stop > first:
        start = max(first, stop - timedelta(days=step))
        pieces.append((start, Period(_utc(start, zone), _utc(stop, zone))))
        stop = start
    return pieces[::-1]
