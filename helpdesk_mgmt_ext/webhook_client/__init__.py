# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Signed events over HTTP: what is sent, to which addresses, and when once more.

It knows neither Odoo nor the time of day: both come in as values.
"""

from .address import refusal, url_refusal
from .answer import Answer, Verdict
from .body import encode, fit, without_contacts
from .client import Client, ForbiddenAddressError
from .dispatch import EACH_AT_ONCE, Call, Dispatch
from .question import ask
from .schedule import BREAKER_FAILURES, DELAYS, rest_after, retry_after, retry_delay
from .signature import new_secret, sign, whsec

__all__ = [
    "BREAKER_FAILURES",
    "DELAYS",
    "EACH_AT_ONCE",
    "Answer",
    "Call",
    "Client",
    "Dispatch",
    "ForbiddenAddressError",
    "Verdict",
    "ask",
    "encode",
    "fit",
    "new_secret",
    "refusal",
    "rest_after",
    "retry_after",
    "retry_delay",
    "sign",
    "url_refusal",
    "whsec",
    "without_contacts",
]
