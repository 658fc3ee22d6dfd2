# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Tells team, type, urgency and sentiment of a ticket, and how sure it is.

Knows neither Odoo nor the time. Prediction needs numpy; only ``learning``
needs scikit-learn, and only while it trains.
"""

from .attributes import attributes, is_only_thanks
from .language import detect_language
from .lexicon import TEAMS, Lexicon, shipped_lexicon
from .model import Classifier, Memory, Prediction, Ticket
from .redaction import redact
from .similarity import fingerprint, rank_similar
from .summary import summarize

__all__ = [
    "TEAMS",
    "Classifier",
    "Lexicon",
    "Memory",
    "Prediction",
    "Ticket",
    "attributes",
    "detect_language",
    "fingerprint",
    "is_only_thanks",
    "rank_similar",
    "redact",
    "shipped_lexicon",
    "summarize",
]
