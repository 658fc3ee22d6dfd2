# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import numpy as np
import pytest
from ticket_classifier import calibration as c
from ticket_classifier.clusters import grouped_folds, near_duplicate_groups


def test_ece_is_the_gap_of_confidence_and_accuracy():
    assert c.expected_calibration_error([0.75] * 4, [1, 1, 1, 0]) == pytest.approx(0)
    assert c.expected_calibration_error([0.95] * 4, [1, 1, 0, 0]) == pytest.approx(0.45)
    assert c.expected_calibration_error([], []) == 0


def test_lower_bound_grows_with_the_data():
    assert c.wilson_lower(0, 0) == 0
    assert c.wilson_lower(9, 10) < c.wilson_lower(900, 1000) < 0.9


def honest(count, seed=1):
    source = np.random.default_rng(seed)
    confidences = source.uniform(0.3, 1, count)
    return confidences, source.uniform(0, 1, count) < confidences


def test_threshold_for_precision_keeps_its_promise():
    threshold, coverage, precision, lower = c.threshold_for_precision(*honest(4000))
    fresh, correct = honest(4000, seed=2)
    assert 0.7 < threshold < 0.95 and 0 < coverage < 1
    assert lower >= 0.9 and precision >= 0.9
    assert correct[fresh >= threshold].mean() >= 0.9


def test_no_threshold_without_enough_data():
    assert c.threshold_for_precision([0.99] * 49, [True] * 49) is None
    assert c.threshold_for_precision([0.99] * 500, [True, False] * 250) is None


def test_threshold_by_cost_weighs_the_minutes():
    data = honest(2000)
    cheap_errors, _m = c.threshold_by_cost(*data, wrong_minutes=5, triage_minutes=5)
    dear_errors, _m = c.threshold_by_cost(*data, wrong_minutes=60, triage_minutes=5)
    assert cheap_errors < dear_errors
    assert c.threshold_by_cost([0.9], [True], 10, 1) is None


def test_reliability_bins_cover_everything():
    bins = c.reliability_bins(*honest(500))
    assert sum(row["count"] for row in bins) == 500 and len(bins) == 10
    assert bins[0]["accuracy"] is None


def test_risk_falls_with_the_threshold():
    curve = c.risk_coverage(*honest(3000))
    assert curve[-1]["coverage"] == 1
    assert curve[0]["risk"] < curve[-1]["risk"]


def test_near_duplicates_share_a_fold():
    sets = [{1, 2, 3, 4, 5, 6, 7, 8}, {90, 91, 92}, {1, 2, 3, 4, 5, 6, 7, 9}, set()]
    groups = near_duplicate_groups(sets)
    assert groups[0] == groups[2] != groups[1]
    folds = grouped_folds(groups, 3)
    assert folds[0] == folds[2]


def test_folds_are_even():
    folds = grouped_folds(list(range(100)), 5)
    assert [folds.count(fold) for fold in range(5)] == [20] * 5
