# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A learned model as bytes: arrays and JSON, nothing that can run."""

import hashlib
import io
import json
import zipfile

import numpy as np

from .features import SIZE
from .model import Classifier, Learned

FORMAT = 1
_MAX_UNPACKED = 200 * 1024 * 1024
_MAX_LABELS = 500
_ARRAYS = ("weights", "bias", "idf", "meta")
_FACTORS = ("sharpness", "lexicon_trust", "familiar_from")


class BrokenModel(ValueError):
    """The bytes are not an intact model of ours."""


def checksum(data):
    """Return the SHA-256 of model bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def dump(classifier):
    """Return the bytes of a classifier that has learned."""
    learned = classifier.learned
    meta = {
        "format": FORMAT,
        "labels": classifier.labels,
        "sharpness": learned.sharpness,
        "lexicon_trust": learned.lexicon_trust,
        "familiar_from": learned.familiar_from,
        "examples": learned.examples,
    }
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        weights=learned.weights,
        bias=learned.bias.astype(np.float32),
        idf=learned.idf.astype(np.float32),
        meta=np.frombuffer(json.dumps(meta).encode(), np.uint8),
    )
    return buffer.getvalue()


def load(data, expected_checksum, lexicon):
    """Return the classifier stored in ``data``; raises :class:`BrokenModel`."""
    if checksum(data) != expected_checksum:
        raise BrokenModel("checksum differs")
    try:
        arrays = _read(data)
        meta = json.loads(arrays["meta"].tobytes().decode())
        return _build(arrays, meta, lexicon)
    except BrokenModel:
        raise
    except Exception as error:  # whatever is wrong with it: it is not used
        raise BrokenModel(str(error)) from error


def _read(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = sorted(info.filename for info in archive.infolist())
        if names != sorted(f"{name}.npy" for name in _ARRAYS):
            raise BrokenModel("unexpected content")
        if sum(info.file_size for info in archive.infolist()) > _MAX_UNPACKED:
            raise BrokenModel("too large")
    with np.load(io.BytesIO(data), allow_pickle=False) as archive:
        return {name: archive[name] for name in _ARRAYS}


def _build(arrays, meta, lexicon):
    labels = meta["labels"]
    if meta["format"] != FORMAT or not 2 <= len(labels) <= _MAX_LABELS:
        raise BrokenModel("unknown format")
    weights = arrays["weights"]
    bias, idf = arrays["bias"], arrays["idf"]
    shapes = (weights.shape, bias.shape, idf.shape)
    if shapes != ((SIZE, len(labels)), (len(labels),), (SIZE,)):
        raise BrokenModel("shapes do not fit")
    if weights.dtype != np.float16 or {bias.dtype, idf.dtype} != {np.dtype("f4")}:
        raise BrokenModel("types do not fit")
    if not all(np.isfinite(array).all() for array in (weights, bias, idf)):
        raise BrokenModel("not finite")
    factors = [float(meta[name]) for name in _FACTORS]
    if not np.isfinite(factors).all():
        raise BrokenModel("not finite")
    learned = Learned(
        weights=weights,
        bias=bias,
        idf=idf,
        sharpness=factors[0],
        lexicon_trust=min(1.0, max(0.0, factors[1])),
        familiar_from=factors[2],
        examples={str(name): int(n) for name, n in meta["examples"].items()},
    )
    return Classifier([str(label) for label in labels], lexicon, learned)
