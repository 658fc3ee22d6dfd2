# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which of the supported languages a text is written in."""

from .text import is_arabic, newly_written, words

_FUNCTION_WORDS = {
    "en": "the and is are was to of in for on we our you your please how what which "
    "with from not have has this that it can when does do a an be by at after",
    "fr": "le la les des un une et est sont nous vous notre votre pour dans avec sur "
    "pas que qui du au aux ce cette comment merci bonjour ne plus depuis il par ou",
    "es": "el la los las un una y es son nos nuestro nuestra para en con por no que "
    "del al como donde hola gracias se desde esta este pero cada lo su necesitamos",
    "de": "der die das und ist sind wir uns unser unsere fur in mit auf nicht ein eine "
    "einen wie wo bitte danke seit von zu dem den des im zum zur kann werden auch",
}
_SETS = {language: set(text.split()) for language, text in _FUNCTION_WORDS.items()}
_TYPICAL = {"fr": "éèêàçùœ", "es": "ñ¿¡áíóú", "de": "äöüß"}


def detect_language(text):
    """Return ``en``, ``ar``, ``fr``, ``es``, ``de``, or None when it is not clear."""
    written = newly_written(text)[:4000]
    return language_of(written, words(written))


def language_of(written, own, lead=1):
    """Return the language of a cleaned text and its words, or None.

    It is told when ``lead`` function words speak for it, and half as many more than
    for any other.
    """
    written, own = written[:4000], own[:200]
    if is_arabic(written):
        return "ar"
    if not own:
        return None
    scores = {
        language: sum(1 for word in own if word in function_words)
        for language, function_words in _SETS.items()
    }
    lowered = written.lower()
    for language, letters in _TYPICAL.items():
        scores[language] += sum(1.5 for letter in letters if letter in lowered)
    best, second = sorted(scores, key=scores.get, reverse=True)[:2]
    return best if scores[best] >= max(lead, scores[second] + lead / 2) else None


def is_function_word(word):
    """Return whether a folded word only holds sentences together."""
    return any(word in function_words for function_words in _SETS.values())
