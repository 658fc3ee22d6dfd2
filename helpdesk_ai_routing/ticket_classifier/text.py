# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""From what a customer sent to the words a classifier may look at."""

import functools
import re
import unicodedata

#: Longest text looked at, in characters: a ticket says what it is about early.
MAX_CHARS = 20_000
#: Most words looked at: keeps a prediction within milliseconds.
MAX_WORDS = 700
#: Longest word: what is longer is a key, a path or noise.
MAX_WORD_CHARS = 40

_HTML = re.compile(r"<(?:style|script)\b.*?</(?:style|script)>|<[^<>]{1,500}>", re.S)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]+);", re.I)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){0,8}")
_URL = re.compile(r"\b(?:https?|ftps?|sftp)://\S{1,2000}|\bwww\.\S{1,2000}", re.I)
_QUOTE = re.compile(r"^\s*>")
_REPLY_HEADER = re.compile(
    r"^\s*(?:-{2,}\s*(?:original message|forwarded message|message d'origine|"
    r"mensaje original|ursprüngliche nachricht|الرسالة الأصلية)|"
    r"(?:on|le|el|am)\s.{5,200}\b(?:wrote|écrit|escribió|schrieb)\b.{0,20}:|"
    r"كتب.{0,200}:)\s*",
    re.I,
)
_SIGNATURE = re.compile(r"^-- ?$")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d]*[^\W\d_])?")
_NOT_LATIN = re.compile("[^\x00-\u024f]")
_ARABIC = re.compile("[\u0600-\u06ff]")
#: "HTTP 502", "error 502", "502 page": what a server says, unlike other numbers.
_STATUS = re.compile(
    r"\b(?:http|error|erreur|fehler|status|statut|code|خطأ)\W{0,3}([45]\d\d)\b"
    r"|\b(50[234])(?=\W{1,3}(?:error|page|bad|gateway|service|seite|fehler)\b)",
    re.I,
)
_DIGITS = str.maketrans("0123456789", "abcdefghij")
_SPELT = re.compile(r"\bhttp([a-j]{3})\b")
_ARABIC_FOLD = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه"})
_ARABIC_FOLD.update({"ؤ": "و", "ئ": "ي", "ـ": None})
_LATIN_FOLD = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l"})
_CLITICS = ("وبال", "ولل", "وال", "بال", "كال", "فال", "لل", "ال", "و", "ب", "ل", "ف")


def newly_written(text):
    """Return ``text`` without markup, quotes, signature, addresses and links."""
    text = (text or "")[: MAX_CHARS * 4].replace("\x00", " ")
    if "<" in text:
        text = _HTML.sub(" ", text)
    text = _ENTITY.sub(" ", text)
    lines = []
    for line in text.splitlines():
        if lines and (_SIGNATURE.match(line) or _REPLY_HEADER.match(line)):
            break
        if not _QUOTE.match(line):
            lines.append(line)
    text = "\n".join(lines)[:MAX_CHARS]
    return _MAIL.sub(" ", _URL.sub(" ", text))


@functools.lru_cache(maxsize=4_000)
def fold(word):
    """Return ``word`` in lower case, without accents, Arabic spelling unified."""
    word = word.lower().translate(_LATIN_FOLD)
    if word.isascii():
        return word
    word = unicodedata.normalize("NFKD", word)
    word = "".join(char for char in word if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", word).translate(_ARABIC_FOLD)


def _spell_status(match):
    return f" http{(match[1] or match[2]).translate(_DIGITS)} "


def readable(term):
    """Return a term for people: a server's status as number again."""
    digits = {ord(letter): str(digit) for digit, letter in enumerate("abcdefghij")}
    return _SPELT.sub(lambda match: f"HTTP {match[1].translate(digits)}", term)


def words(text):
    """Return the folded words of a cleaned text, at most ``MAX_WORDS``.

    Numbers are none, but for the status of a server: it is spelt as a word.
    """
    found = []
    for match in _WORD.finditer(_STATUS.sub(_spell_status, text)):
        word = match.group()
        if len(word) <= MAX_WORD_CHARS:
            found.append(fold(word))
            if len(found) == MAX_WORDS:
                break
    return found


@functools.lru_cache(maxsize=4_000)
def variants(word):
    """Return ``word`` and, in Arabic, the word without its leading particles."""
    if not _ARABIC.match(word):
        return (word,)
    bare = [
        word[len(clitic) :]
        for clitic in _CLITICS
        if word.startswith(clitic) and len(word) - len(clitic) >= 3
    ]
    return tuple(dict.fromkeys([word, *bare]))


def is_arabic(text):
    """Return whether at least a third of the letters are Arabic."""
    letters = sum(1 for char in text if char.isalpha())
    return letters > 0 and 3 * len(_ARABIC.findall(text)) >= letters


def has_other_script(text):
    """Return whether the text leaves the Latin script."""
    return bool(_NOT_LATIN.search(text))
