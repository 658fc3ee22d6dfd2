# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Vocabulary that tells teams apart before anything was learned."""

import functools
import importlib.resources
import re

from .text import fold, variants, words

#: Languages with a vocabulary of their own.
LANGUAGES = ("en", "ar", "fr", "es", "de")
#: Team codes of the suite, in the order of the lexicon's scores.
TEAMS = (
    "functional",
    "technical",
    "integration",
    "crm",
    "finance_hr",
    "infrastructure",
    "qa_knowledge",
)
DEFAULT_WEIGHT = 2.0
_DESCRIPTION_WEIGHT = 0.5
_SECTION = re.compile(r"^\[([a-z_]+)\]$")
_LINE = re.compile(r"^(\d(?:\.\d)?)\s*:\s*(.+)$")
_STEM_LENGTHS = range(2, 24)


class Lexicon:
    """Terms of several labels: words, stems (``deliver*``) and phrases."""

    def __init__(self, labels):
        """Start empty; ``labels`` fixes the order of the scores."""
        self.labels = tuple(labels)
        self._exact = {}
        self._stems = {}
        self._endings = {}
        self._phrases = {}
        self._atoms = functools.lru_cache(maxsize=4_000)(self._find_atoms)

    def add_terms(self, label, text, weight=DEFAULT_WEIGHT, language=None):
        """Add terms separated by comma or line; ``3: a, b`` gives a weight.

        Terms of a ``language`` are left out where a text is in another one; those
        of none, and English ones, which every trade mixes in, count everywhere.
        """
        index = self.labels.index(label)
        for line in (text or "").splitlines():
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            match = _LINE.match(line)
            line_weight = float(match[1]) if match else weight
            for term in re.split("[,،;]", match[2] if match else line):
                self._add(index, term, line_weight, language)
        self._atoms.cache_clear()

    def add_description(self, label, text):
        """Add the longer words of a team's description as weak hints."""
        index = self.labels.index(label)
        for word in set(words(text or "")):
            if len(word) > 4 and word not in self._exact:
                self._add(index, word, _DESCRIPTION_WEIGHT)
        self._atoms.cache_clear()

    def add_shipped(self, label, team):
        """Add the terms we ship for a team code, each in its language."""
        for language in LANGUAGES:
            self.add_terms(label, shipped_terms(team, language), language=language)

    def _add(self, index, term, weight, language=None):
        atoms = [self._register(part) for part in term.split()]
        atoms = tuple(atom for group in atoms for atom in group)
        if not atoms:
            return
        entries = self._phrases.setdefault(atoms[0], [])
        entries.append((atoms, index, weight, language))
        entries.sort(key=lambda entry: -len(entry[0]))

    def _register(self, part):
        """Remember how to find one word of a term; return its atom(s)."""
        folded = [fold(word) for word in words(part.replace("*", ""))]
        if len(folded) == 1:
            if part.startswith("*"):
                kind = (self._endings, "*" + folded[0])
            elif part.endswith("*"):
                kind = (self._stems, folded[0] + "*")
            else:
                kind = (self._exact, folded[0])
            kind[0][folded[0]] = kind[1]
            return [kind[1]]
        for word in folded:
            self._exact[word] = word
        return folded

    def _find_atoms(self, word):
        found = []
        for form in variants(word):
            if form in self._exact:
                found.append(self._exact[form])
            for length in _STEM_LENGTHS:
                if length > len(form):
                    break
                if form[:length] in self._stems:
                    found.append(self._stems[form[:length]])
                if length < len(form) and form[-length:] in self._endings:
                    found.append(self._endings[form[-length:]])
        return tuple(found)

    def matches(self, text_words, language=None):
        """Return {words found: {label index: weight}}, each found text once.

        A word that is part of a phrase no longer counts alone; of several terms
        for one label that hit the same words the heaviest counts.
        """
        atoms = [self._atoms(word) for word in text_words]
        found, position = {}, 0
        while position < len(atoms):
            length, weights = self._longest(atoms, position, language)
            if weights:
                surface = " ".join(text_words[position : position + length])
                found[surface] = weights
            position += max(length, 1)
        return found

    def _longest(self, atoms, position, language):
        """Return the longest match at ``position`` and {label index: weight}."""
        best, longest = {}, 0
        for atom in atoms[position]:
            for term, index, weight, spoken in self._phrases.get(atom, ()):
                if len(term) < longest:
                    break
                if not _is_spoken(spoken, language):
                    continue
                following = atoms[position : position + len(term)]
                if len(following) < len(term) or not all(
                    part in here for part, here in zip(term, following, strict=True)
                ):
                    continue
                if len(term) > longest:
                    best, longest = {}, len(term)
                best[index] = max(weight, best.get(index, 0.0))
        return longest, best

    def scores(self, text_words, language=None):
        """Return one score per label and the evidence [(words, label, weight)].

        ``language``: what the text is written in; None takes all terms.
        """
        scores = [0.0] * len(self.labels)
        evidence = []
        for surface, by_label in self.matches(text_words, language).items():
            for index, weight in by_label.items():
                scores[index] += weight
                evidence.append((surface, self.labels[index], weight))
        return scores, evidence


def _is_spoken(term_language, text_language):
    """Whether a term may be meant: *disco* in a Spanish text is no *discount*."""
    return (
        term_language in (None, "en")
        or text_language is None
        or term_language == text_language
    )


def read_sections(text):
    """Return {section: its lines} of a lexicon file."""
    sections, lines = {}, None
    for line in text.splitlines():
        match = _SECTION.match(line.strip())
        if match:
            lines = sections.setdefault(match[1], [])
        elif lines is not None:
            lines.append(line)
    return {name: "\n".join(lines) for name, lines in sections.items()}


def shipped_terms(team, language):
    """Return the terms we ship for a team code in one language, as text."""
    return _shipped_sections(language).get(team, "")


@functools.cache
def _shipped_sections(language):
    folder = importlib.resources.files(__package__) / "lexicon"
    text = (folder / f"team_{language}.txt").read_text(encoding="utf-8")
    return read_sections(text)


@functools.cache
def shipped_lexicon():
    """Return the lexicon of the seven teams as shipped."""
    lexicon = Lexicon(TEAMS)
    for team in TEAMS:
        lexicon.add_shipped(team, team)
    return lexicon
