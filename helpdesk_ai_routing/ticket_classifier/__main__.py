# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Train on one file of tickets, tell the labels of another.

One JSON line per tested ticket, then one line with the figures.
"""

import argparse
import csv
import json
import re
import sys
import time

import numpy as np

from .calibration import expected_calibration_error
from .learning import NotEnoughData, train
from .lexicon import TEAMS, Lexicon, shipped_lexicon
from .model import Classifier, Ticket

_EMPTY = Lexicon(())


def read_rows(path, label):
    """Return the rows of a CSV file that carry a label."""
    csv.field_size_limit(50_000_000)
    with open(path, encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.DictReader(file) if (row.get(label) or "").strip()]


def code_of(name):
    """Return the team code that a written team name stands for."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def lexicon_named(names):
    """Return the lexicon of the shipped teams under the names used in a file."""
    known = {code_of(name): name for name in sorted(names) if code_of(name) in TEAMS}
    if not known:
        return _EMPTY
    lexicon = Lexicon([known[team] for team in TEAMS if team in known])
    for team, name in known.items():
        lexicon.add_shipped(name, team)
    return lexicon


def prepare(rows):
    """Return the prepared tickets of some rows."""
    return [Ticket.of(row.get("subject"), row.get("body")) for row in rows]


def learn(rows, label, test_names, seed, threshold):
    """Return (classifier, report or None, CPU seconds)."""
    started = time.process_time()
    if rows is None:
        names = [name for name in test_names if code_of(name) in TEAMS]
        lexicon = lexicon_named(names) if names else shipped_lexicon()
        return Classifier(lexicon.labels, lexicon), None, 0.0
    labels = [row[label] for row in rows]
    lexicon = lexicon_named(set(labels))
    try:
        classifier, report = train(
            prepare(rows), labels, lexicon, seed=seed, threshold=threshold
        )
    except NotEnoughData:
        lexicon = lexicon if lexicon.labels else shipped_lexicon()
        return Classifier(lexicon.labels, lexicon), None, 0.0
    return classifier, report, time.process_time() - started


def predict_all(classifier, rows, label, threshold):
    """Return one dict per row and the CPU seconds each took, whatever else runs."""
    answers, seconds = [], []
    for row in rows:
        started = time.thread_time()
        prediction = classifier.predict(row.get("subject"), row.get("body"))
        seconds.append(time.thread_time() - started)
        answers.append(
            {
                "label": prediction.label,
                "confidence": round(prediction.confidence, 4),
                "assigned": prediction.assigned(threshold),
                "guard": prediction.guard,
                "correct": prediction.label == row[label],
            }
        )
    return answers, seconds


def figures(answers, seconds, report, train_cpu_s):
    """Return the closing figures of a run."""
    correct = np.array([answer["correct"] for answer in answers], bool)
    confidence = np.array([answer["confidence"] for answer in answers], float)
    routed = np.array([answer["assigned"] for answer in answers], bool)
    unguarded = np.array([answer["guard"] is None for answer in answers], bool)
    learned = report.threshold if report else None
    sure = unguarded & (confidence >= (2 if learned is None else learned - 5e-5))
    return {
        "accuracy": _share(correct),
        "coverage": _share(routed),
        "precision": _share(correct[routed]),
        "ece": round(expected_calibration_error(confidence, correct), 4),
        "learned_threshold": None if learned is None else round(learned, 4),
        "learned_coverage": None if learned is None else _share(sure),
        "learned_precision": None if learned is None else _share(correct[sure]),
        "train_cpu_s": round(train_cpu_s, 2),
        "predict_p95_ms": round(1000 * float(np.percentile(seconds or [0], 95)), 2),
    }


def _share(flags):
    return round(float(flags.mean()), 4) if len(flags) else None


def arguments(argv=None):
    """Return the parsed command line."""
    parser = argparse.ArgumentParser(prog="ticket_classifier", description=__doc__)
    parser.add_argument("train", help="CSV to learn from; - for the lexicon alone")
    parser.add_argument("test", help="CSV to tell the labels of")
    parser.add_argument("--label", default="team", help="column to tell")
    parser.add_argument("--threshold", type=float, default=0.8)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args(argv)


def main(argv=None):
    """Run the command line; return the exit code."""
    options = arguments(argv)
    try:
        test = read_rows(options.test, options.label)
        rows = None
        if options.train != "-":
            rows = read_rows(options.train, options.label)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        print(f"ticket_classifier: {error}", file=sys.stderr)
        return 2
    names = sorted({row[options.label] for row in test})
    classifier, report, cpu = learn(
        rows, options.label, names, options.seed, options.threshold
    )
    answers, seconds = predict_all(classifier, test, options.label, options.threshold)
    for answer in answers:
        shown = {key: answer[key] for key in ("label", "confidence", "assigned")}
        print(json.dumps(shown, ensure_ascii=False))
    print(json.dumps(figures(answers, seconds, report, cpu), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
