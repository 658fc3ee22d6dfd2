# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from datetime import datetime

#: Name of the logger, for logging configurations and log shippers.
LOGGER = "helpdesk.decision"
#: What may be told: keys, identifiers, ticket numbers. Nothing with a space or an @.
HARMLESS = re.compile(r"[A-Za-z0-9_./:-]{1,64}", re.ASCII)


def decision_line(decision, **values):
    """Return ``decision=… key=value …``; missing values are left out.

    A text that is no key or number is written as ``?``: it might be about a person.
    Times are UTC, as ``2026-03-02T08:00:00Z``.
    """
    pairs = [("decision", decision), *values.items()]
    return " ".join(
        f"{key}={_plain(value)}"
        for key, value in pairs
        if value is not None and value is not False
    )


def _plain(value):
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%S}Z"
    if value is True:
        return "yes"
    text = str(value)
    return text if HARMLESS.fullmatch(text) else "?"
