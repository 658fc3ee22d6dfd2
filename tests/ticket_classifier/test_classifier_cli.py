# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import os
import subprocess
import sys

from classifier_data import ADDON, DATA

FIGURES = [
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


def run(*args):
    return subprocess.run(
        [sys.executable, "-m", "ticket_classifier", *map(str, args)],
        env={**os.environ, "PYTHONPATH": str(ADDON)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_lexicon_alone_prints_one_line_per_ticket_and_the_figures():
    done = run("-", DATA / "unseen.csv", "--label", "team", "--threshold", "0.8")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == 126 + 1
    assert set(lines[0]) == {"label", "confidence", "assigned"}
    assert list(lines[-1]) == FIGURES
    assert lines[-1]["learned_threshold"] is None


def test_trained_run_prints_learned_figures():
    done = run(DATA / "dev.csv", DATA / "unseen.csv", "--seed", "3")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    assert figures["train_cpu_s"] > 0 and figures["learned_threshold"] is not None


def test_other_labels_can_be_asked(tmp_path):
    done = run(
        DATA / "dev_sentiment.csv", DATA / "dev_sentiment.csv", "--label", "type"
    )
    assert json.loads(done.stdout.splitlines()[-1])["accuracy"] > 0.8


def test_missing_file_is_said_plainly(tmp_path):
    done = run(tmp_path / "none.csv", DATA / "unseen.csv")
    assert done.returncode == 2 and "none.csv" in done.stderr
    assert "Traceback" not in done.stderr


def test_empty_test_file(tmp_path):
    path = tmp_path / "empty.csv"
    path.write_text("subject,body,team\n", encoding="utf-8")
    done = run("-", path)
    assert done.returncode == 0 and json.loads(done.stdout)["accuracy"] is None
