# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Words, word pairs and character n-grams of a text, hashed into columns."""

import functools
import zlib

import numpy as np

#: Columns of the hashed space.
BITS = 17
SIZE = 1 << BITS
_CHAR_SIZES = (3, 4, 5)


def _hash(text):
    # crc32 is stable over processes and machines, unlike hash()
    return zlib.crc32(text.encode("utf-8", "surrogatepass")) & (SIZE - 1)


@functools.lru_cache(maxsize=4_000)
def char_columns(word):
    """Return the columns of the character n-grams of one word, as an array."""
    padded = f" {word} "
    columns = [
        _hash("c" + padded[start : start + size])
        for size in _CHAR_SIZES
        for start in range(len(padded) - size + 1)
    ]
    return np.asarray(columns, np.int32)


@functools.lru_cache(maxsize=8_000)
def word_column(word):
    """Return the column of a word, or of a pair joined by a space."""
    return _hash("w" + word)


def _block(columns):
    """Return sorted distinct columns and their damped counts."""
    distinct, counts = np.unique(columns, return_counts=True)
    return distinct, (1 + np.log(counts)).astype(np.float32)


def hashed(words):
    """Return two blocks (columns, damped counts): words with pairs; characters."""
    pairs = [f"{one} {two}" for one, two in zip(words, words[1:], strict=False)]
    by_word = np.asarray([word_column(word) for word in words + pairs], np.int32)
    by_char = [np.zeros(0, np.int32), *map(char_columns, words)]
    return _block(by_word), _block(np.concatenate(by_char))


def hashed_facts(facts):
    """Return a block of facts known about a text, such as ``type:bug``."""
    return _block(np.asarray([_hash("f" + fact) for fact in facts], np.int32))


def weighted(blocks, idf):
    """Return columns and values, each block weighted by ``idf`` and of length 1."""
    columns, values = [], []
    for block_columns, counts in blocks:
        block = counts * idf[block_columns]
        norm = float(np.sqrt(np.dot(block, block)))
        if norm > 0:
            columns.append(block_columns)
            values.append(block / norm)
    if not columns:
        return np.zeros(0, np.int32), np.zeros(0, np.float32)
    return np.concatenate(columns), np.concatenate(values).astype(np.float32)
