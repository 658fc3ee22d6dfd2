# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Figures of the classifier, and the floors they must not fall below."""

import csv
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from classifier_data import ADDON, DATA, ROOT, rows_of

SHARED = ROOT.parent / "shared" / "data" / "tickets"
GENERIC = SHARED / "dev_generic.csv"
FOLDS = 5

#: What each measurement must reach: name -> {figure: (at least, at most)}.
FLOORS = {
    "learned, cross-validated": {
        "accuracy": (0.85, 1),
        "coverage": (0.75, 1),
        "precision": (0.93, 1),
        "ece": (0, 0.06),
    },
    "lexicon alone": {"accuracy": (0.75, 1), "precision": (0.90, 1)},
    "lexicon alone, harder": {"accuracy": (0.75, 1), "precision": (0.90, 1)},
    "lexicon alone, third": {"accuracy": (0.75, 1), "precision": (0.90, 1)},
    "lexicon alone, fourth": {"accuracy": (0.75, 1), "precision": (0.90, 1)},
    "lexicon alone, fifth": {
        "accuracy": (0.75, 1),
        "precision": (0.90, 1),
        "ece": (0, 0.06),
    },
    "learned, other tickets": {
        "accuracy": (0.85, 1),
        "coverage": (0.75, 1),
        "precision": (0.93, 1),
        "ece": (0, 0.06),
    },
    "real tickets, 1000": {"accuracy": (0.74, 1)},
    "real tickets, 5000": {
        "accuracy": (0.80, 1),
        "learned_coverage": (0.70, 1),
        "learned_precision": (0.90, 1),
        "train_cpu_s": (0, 60),
        "predict_p95_ms": (0, 10),
    },
}


def below_floor(name, figures):
    """Return what of a measurement misses its floor, as text."""
    return [
        f"{name}: {figure} {figures[figure]} not in {low}..{high}"
        for figure, (low, high) in FLOORS[name].items()
        if not low <= figures[figure] <= high
    ]


def run(train, test, seed=0):
    """Return (answers, figures) of the command line."""
    done = subprocess.run(
        [sys.executable, "-m", "ticket_classifier", str(train), str(test)]
        + ["--label", "team", "--threshold", "0.8", "--seed", str(seed)],
        env={**os.environ, "PYTHONPATH": str(ADDON)},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return lines[:-1], lines[-1]


def _write(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def cross_validated(rows, seed=0):
    """Return (rows, answers, figures) over folds that keep near duplicates together."""
    from ticket_classifier.__main__ import figures, prepare
    from ticket_classifier.clusters import grouped_folds, near_duplicate_groups

    columns = [set(ticket.blocks[0][0].tolist()) for ticket in prepare(rows)]
    folds = grouped_folds(near_duplicate_groups(columns), FOLDS, seed)
    tested, answers, cpu, slow = [], [], 0.0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        for fold in range(FOLDS):
            inside = [r for r, f in zip(rows, folds, strict=True) if f != fold]
            outside = [r for r, f in zip(rows, folds, strict=True) if f == fold]
            train = _write(Path(folder) / "train.csv", inside)
            told, closing = run(train, _write(Path(folder) / "test.csv", outside), seed)
            tested += outside
            answers += told
            cpu += closing["train_cpu_s"]
            slow = max(slow, closing["predict_p95_ms"])
    for row, answer in zip(tested, answers, strict=True):
        answer.update(correct=answer["label"] == row["team"], guard=None)
    closing = figures(answers, [], None, cpu)
    closing["predict_p95_ms"] = slow
    return tested, answers, closing


def accuracy_by_language(rows, answers):
    """Return {language: accuracy}."""
    by_language = {}
    for row, answer in zip(rows, answers, strict=True):
        hit = answer["label"] == row["team"]
        by_language.setdefault(row["language"], []).append(hit)
    return {lang: round(float(np.mean(hits)), 3) for lang, hits in by_language.items()}


def dev_measurements():
    """Return {name: figures} on the shipped tickets, and accuracy by language."""
    rows, answers, learned = cross_validated(rows_of("dev.csv"))
    return {
        "learned, cross-validated": learned,
        "lexicon alone": run("-", DATA / "dev.csv")[1],
        "lexicon alone, harder": run("-", DATA / "unseen.csv")[1],
        "lexicon alone, third": run("-", DATA / "unseen_third.csv")[1],
        "lexicon alone, fourth": run("-", DATA / "unseen_fourth.csv")[1],
        "lexicon alone, fifth": run("-", DATA / "unseen_fifth.csv")[1],
        "learned, other tickets": run(DATA / "dev.csv", DATA / "unseen.csv")[1],
    }, accuracy_by_language(rows, answers)


def generic_measurements():
    """Return {name: figures} on the real tickets that lie beside the checkout."""
    with open(GENERIC, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with tempfile.TemporaryDirectory() as folder:
        test = _write(Path(folder) / "test.csv", rows[5000:])
        return {
            f"real tickets, {count}": run(
                _write(Path(folder) / "train.csv", rows[:count]), test
            )[1]
            for count in (1000, 5000)
        }
