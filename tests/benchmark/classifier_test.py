# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Quality and cost of the classifier as a table: ``pytest -s`` this file."""

import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "ticket_classifier"))

from classifier_data import ADDON, DATA
from classifier_measures import (
    GENERIC,
    below_floor,
    dev_measurements,
    generic_measurements,
)

if str(ADDON) not in sys.path:
    sys.path.insert(0, str(ADDON))

COLUMNS = [
    "accuracy",
    "coverage",
    "precision",
    "ece",
    "learned_threshold",
    "learned_coverage",
    "learned_precision",
    "train_cpu_s",
    "predict_p95_ms",
]
MOST_MEGABYTES = 25

_MEMORY = """
import csv, sys
def private():
    text = open("/proc/self/smaps_rollup").read()
    return int(text.split("Private_Dirty:")[1].split()[0]) / 1024
before = private()
import ticket_classifier as t
from ticket_classifier.storage import checksum, load
data = open(sys.argv[1], "rb").read()
model = load(data, checksum(data), t.shipped_lexicon())
del data
for row in csv.DictReader(open(sys.argv[2], encoding="utf-8")):
    model.predict(row["subject"], row["body"])
    t.attributes(row["subject"], row["body"])
print(private() - before)
"""


def worker_megabytes(folder):
    """Return what a worker gains by predicting, numpy included."""
    from ticket_classifier.__main__ import learn, read_rows
    from ticket_classifier.storage import dump

    rows = read_rows(DATA / "dev.csv", "team")
    path = folder / "model.npz"
    path.write_bytes(dump(learn(rows, "team", [], 0, 0.8)[0]))
    done = subprocess.run(
        [sys.executable, "-c", _MEMORY, str(path), str(DATA / "dev.csv")],
        cwd=ADDON,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def table(measured):
    """Return the measurements as text."""
    lines = ["".join([f"{'':28}", *(f"{name:>19}" for name in COLUMNS)])]
    for name, figures in measured.items():
        cells = ["-" if figures[c] is None else str(figures[c]) for c in COLUMNS]
        lines.append("".join([f"{name:28}", *(f"{cell:>19}" for cell in cells)]))
    return "\n".join(lines)


def test_classifier_benchmark(tmp_path, capsys):
    measured, by_language = dev_measurements()
    if GENERIC.exists():
        measured.update(generic_measurements())
    megabytes = worker_megabytes(tmp_path)
    with capsys.disabled():
        print(f"\n{table(measured)}")
        print(f"accuracy by language, cross-validated: {by_language}")
        print(f"memory of a worker: +{megabytes:.1f} MB")
        if not GENERIC.exists():
            print(f"real tickets not measured: no {GENERIC}")
    missed = [line for name in measured for line in below_floor(name, measured[name])]
    assert not missed, "\n".join(missed)
    assert megabytes <= MOST_MEGABYTES
