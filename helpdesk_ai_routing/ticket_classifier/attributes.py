# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Type, urgency and sentiment of a ticket by rules over a small vocabulary."""

import dataclasses
import functools
import importlib.resources

from .lexicon import LANGUAGES, Lexicon, read_sections
from .text import newly_written, words

TYPES = ("bug", "question", "change", "opportunity")
PRIORITIES = ("0", "1", "2", "3")  # Low, Medium, High, Urgent
SENTIMENTS = ("negative", "neutral", "positive")
SIGNALS = (
    "problem",
    "question",
    "change",
    "opportunity",
    "anger",
    "joy",
    "outage",
    "scope",
    "pressing",
    "minor",
    "thanks",
)
#: Emotion from here on may raise the priority by one level.
STRONG_EMOTION = -0.5
_THANKS_MAX_WORDS = 25


@dataclasses.dataclass(frozen=True)
class Attributes:
    """What the rules say; ``emotion`` leaves out words that only name a problem."""

    type: str
    priority: str
    sentiment: str
    sentiment_score: float
    emotion: float
    signals: dict

    def facts(self):
        """Return what the rules found, as features to learn from."""
        found = [
            f"type:{self.type}",
            f"priority:{self.priority}",
            f"sentiment:{self.sentiment}",
        ]
        for name, value in self.signals.items():
            found.append(f"signal:{name}:{min(int(value), 8) // 2}")
        return found

    def raised_priority(self):
        """Return the priority, one level up for strong anger, never to Urgent."""
        if self.emotion <= STRONG_EMOTION and self.priority < "2":
            return str(int(self.priority) + 1)
        return self.priority


@functools.cache
def _signal_lexicon():
    lexicon = Lexicon(SIGNALS)
    folder = importlib.resources.files(__package__) / "lexicon"
    for language in LANGUAGES:
        text = (folder / f"signals_{language}.txt").read_text(encoding="utf-8")
        for signal, terms in read_sections(text).items():
            lexicon.add_terms(signal, terms)
    return lexicon


def signals(subject, body):
    """Return {signal: score} of a ticket's own words."""
    subject, body = newly_written(subject), newly_written(body)
    text = f"{subject}\n{body}"
    scores, _evidence = _signal_lexicon().scores(words(subject) + words(body))
    found = dict(zip(SIGNALS, scores, strict=True))
    if "?" in text or "؟" in text:
        found["question"] += 3
    if "!!" in text or _shouts(text):
        found["anger"] += 2
    return found


def _shouts(text):
    letters = [char for char in text if char.isascii() and char.isalpha()]
    upper = sum(1 for char in letters if char.isupper())
    return len(letters) >= 30 and upper > 0.7 * len(letters)


def attributes(subject, body):
    """Return the :class:`Attributes` of a ticket."""
    found = signals(subject, body)
    emotion = _balance(found["joy"], found["anger"])
    score = _sentiment_score(found, emotion)
    return Attributes(
        type=_type(found),
        priority=_priority(found),
        sentiment=_sentiment(score),
        sentiment_score=round(score, 3),
        emotion=round(emotion, 3),
        signals={name: value for name, value in found.items() if value},
    )


def _balance(good, bad):
    return max(-1.0, min(1.0, (good - bad) / 6))


def _type(found):
    scores = {
        "bug": found["problem"] + 0.7 * found["outage"] + 0.5 * found["anger"],
        "question": found["question"],
        "change": found["change"],
        "opportunity": 1.3 * found["opportunity"],
    }
    best = max(scores, key=scores.get)
    return best if scores[best] > 0 else "question"


def _priority(found):
    if found["outage"] >= 4 and found["scope"] >= 4:
        return "3"
    if found["pressing"] >= 4 and found["problem"] >= 3:
        return "2"
    if found["outage"] >= 4 or found["pressing"] >= 6:
        return "2"
    if found["problem"] >= 3 and found["scope"] >= 4:
        return "2"  # what is wrong is wrong for many
    calm = found["problem"] < 3 and found["pressing"] == 0
    if found["minor"] >= 4 or (calm and found["minor"] >= 2):
        return "0"
    return "1"


def _sentiment_score(found, emotion):
    """Return −1..1: emotion, and a little for a text that reports a problem."""
    if _type(found) == "bug" and emotion <= 0:
        return max(-1.0, emotion - 0.2)
    return emotion


def _sentiment(score):
    if score <= -0.15:
        return "negative"
    return "positive" if score >= 0.3 else "neutral"


def is_only_thanks(text):
    """Return whether a message thanks and asks for nothing; in doubt False."""
    written = newly_written(text)
    own = words(written)
    if not own or len(own) > _THANKS_MAX_WORDS or "?" in written or "؟" in written:
        return False
    found = signals("", text)
    if not found["thanks"]:
        return False
    doubtful = ("problem", "question", "change", "opportunity", "anger", "outage")
    return not any(found[name] >= 2 for name in doubtful) and not _has_but(own)


def _has_but(own):
    return bool(_BUT & set(own))


_BUT = {
    *("but", "however", "still", "except", "although", "again", "another", "also"),
    *("mais", "cependant", "encore", "toujours", "pero", "aunque", "todavia"),
    *("aber", "jedoch", "trotzdem", "noch", "لكن", "ولكن", "مازال", "ايضا"),
}
