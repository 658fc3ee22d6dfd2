# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import json
import pickle

import numpy as np
import pytest
from ticket_classifier.storage import BrokenModel, checksum, dump, load

TEXT = ("The bank statement import doubles lines", "reconciliation is wrong")


@pytest.fixture(scope="module")
def stored(trained):
    return dump(trained[0])


def test_a_stored_model_decides_as_before(trained, stored):
    classifier = load(stored, checksum(stored), trained[0].lexicon)
    before, after = trained[0].predict(*TEXT), classifier.predict(*TEXT)
    assert after.label == before.label and after.guard == before.guard
    assert after.confidence == pytest.approx(before.confidence, abs=5e-3)


def test_tampered_bytes_are_refused(trained, stored):
    tampered = bytearray(stored)
    tampered[len(tampered) // 2] ^= 1
    with pytest.raises(BrokenModel, match="checksum"):
        load(bytes(tampered), checksum(stored), trained[0].lexicon)


def remade(stored, **changes):
    with np.load(io.BytesIO(stored)) as archive:
        arrays = {name: archive[name] for name in archive.files}
    buffer = io.BytesIO()
    np.savez(buffer, **{**arrays, **changes})
    return buffer.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        {"weights": np.zeros((3, 3), np.float16)},
        {"bias": np.array([np.nan] * 7, np.float32)},
        {"idf": np.array([{"a": 1}], dtype=object)},
        {"meta": np.frombuffer(b"{}", np.uint8)},
        {
            "meta": np.frombuffer(
                json.dumps({"format": 99, "labels": []}).encode(), "u1"
            )
        },
        {"extra": np.zeros(1)},
    ],
)
def test_wrong_content_is_refused(trained, stored, change):
    data = remade(stored, **change)
    with pytest.raises(BrokenModel):
        load(data, checksum(data), trained[0].lexicon)


class Bomb:
    exploded = False

    def __reduce__(self):
        return (setattr, (Bomb, "exploded", True))


def test_a_pickle_is_refused_and_not_run(trained, stored):
    for data in (
        pickle.dumps(Bomb()),
        stored[: len(stored) // 2],
        b"",
        remade(stored, meta=np.array([Bomb()], dtype=object)),
    ):
        with pytest.raises(BrokenModel):
            load(data, checksum(data), trained[0].lexicon)
    assert not Bomb.exploded
