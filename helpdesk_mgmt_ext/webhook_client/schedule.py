# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""When to try again, and how long to leave a failing receiver alone. In seconds."""

from datetime import timezone
from email.utils import parsedate_to_datetime

#: Waited before the first, second … and last try.
DELAYS = (0, 5, 30, 120, 600, 3600, 21600, 64800)
JITTER = 0.2
#: Whoever says "come back later" is believed up to a day.
LONGEST_RETRY_AFTER = 86400
#: Failures in a row after which a receiver is left alone, at first for so long.
BREAKER_FAILURES = 5
FIRST_REST = 30
LONGEST_REST = 900


def retry_delay(attempt, luck, wanted=None):
    """Return how long to wait after the ``attempt``-th try failed; None: no more.

    :param luck: a random number from 0 to 1, so that not all come back at once
    :param wanted: what the receiver asked for, if it did
    """
    if attempt >= len(DELAYS):
        return None
    return max(DELAYS[attempt] * (1 + JITTER * luck), wanted or 0)


def rest_after(failures):
    """Return how long a receiver rests after so many failures in a row; 0: not."""
    beyond = failures - BREAKER_FAILURES
    return 0 if beyond < 0 else min(FIRST_REST * 2 ** min(beyond, 10), LONGEST_REST)


def retry_after(header, now):
    """Return the seconds that a ``Retry-After`` header asks for; None if it is none.

    :param header: seconds or a date of HTTP; may be anything
    :param now: aware datetime
    """
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:10]), LONGEST_RETRY_AFTER))
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return min(max((moment - now).total_seconds(), 0.0), LONGEST_RETRY_AFTER)
