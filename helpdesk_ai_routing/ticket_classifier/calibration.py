# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How far a confidence may be believed: temperature, ECE, thresholds."""

import math

import numpy as np

#: One-sided 90 % lower bound.
Z_LOWER = 1.2816
#: Tomorrow's tickets differ from those a threshold was chosen on.
DRIFT_MARGIN = 0.015
#: Whatever the past says, nothing is routed that is as likely wrong as right.
LOWEST_THRESHOLD = 0.5
#: Fewer decisions than this say nothing about precision.
MIN_DECISIONS = 50


def softmax(logits):
    """Return probabilities along the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    exp = np.exp(shifted)
    return exp / exp.sum(axis=-1, keepdims=True)


def log_loss(logits, truth):
    """Return the mean negative log likelihood of the true classes."""
    probabilities = softmax(logits)[np.arange(len(truth)), truth]
    return float(-np.log(np.clip(probabilities, 1e-9, 1)).mean())


def best_factor(logits, truth, factors, offset=0.0):
    """Return the factor on ``logits`` (plus ``offset``) that fits ``truth`` best."""
    return min(factors, key=lambda factor: log_loss(factor * logits + offset, truth))


def expected_calibration_error(confidences, correct, bins=10):
    """Return the mean gap of confidence and accuracy over equal-width bins."""
    confidences, correct = np.asarray(confidences, float), np.asarray(correct, float)
    if not len(confidences):
        return 0.0
    bin_of = np.minimum((confidences * bins).astype(int), bins - 1)
    gaps = 0.0
    for number in range(bins):
        inside = bin_of == number
        if inside.any():
            gap = abs(correct[inside].mean() - confidences[inside].mean())
            gaps += gap * inside.mean()
    return float(gaps)


def wilson_lower(successes, total, z=Z_LOWER):
    """Return a lower confidence bound of a proportion; 0 without data."""
    if not total:
        return 0.0
    share = successes / total
    centre = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return max(0.0, (centre - spread) / (1 + z * z / total))


def threshold_for_precision(confidences, correct, target=0.9):
    """Return (threshold, coverage, precision, lower bound) or None.

    The lowest threshold above which both the lower bound of the observed
    precision (plus a margin for drift) and the mean stated confidence reach
    ``target``. None means: not enough data to promise it.
    """
    target += DRIFT_MARGIN
    confidences, correct = np.asarray(confidences, float), np.asarray(correct, bool)
    order = np.argsort(-confidences, kind="stable")
    ranked, hits = confidences[order], np.cumsum(correct[order])
    stated = np.cumsum(ranked)
    most = int((ranked >= LOWEST_THRESHOLD).sum())
    for count in range(most, MIN_DECISIONS - 1, -1):
        if count < len(ranked) and ranked[count] == ranked[count - 1]:
            continue  # a threshold cannot split equal confidences
        lower = wilson_lower(hits[count - 1], count)
        if lower >= target and stated[count - 1] / count >= target:
            return (
                float(ranked[count - 1]),
                count / len(ranked),
                float(hits[count - 1] / count),
                lower,
            )
    return None


def threshold_by_cost(confidences, correct, wrong_minutes, triage_minutes):
    """Return (threshold, minutes per ticket) that wastes the least time, or None."""
    confidences, correct = np.asarray(confidences, float), np.asarray(correct, bool)
    if len(confidences) < MIN_DECISIONS:
        return None
    best = (1.01, float(triage_minutes))  # everything goes to triage
    for threshold in np.unique(np.round(confidences, 2)):
        routed = confidences >= threshold
        minutes = wrong_minutes * (routed & ~correct).sum()
        minutes += triage_minutes * (~routed).sum()
        if minutes / len(confidences) < best[1]:
            best = (float(threshold), float(minutes / len(confidences)))
    return best


def reliability_bins(confidences, correct, bins=10):
    """Return [{low, high, count, confidence, accuracy}] for a reliability diagram."""
    confidences, correct = np.asarray(confidences, float), np.asarray(correct, float)
    bin_of = np.minimum((confidences * bins).astype(int), bins - 1)
    rows = []
    for number in range(bins):
        inside = bin_of == number
        count = int(inside.sum())
        rows.append(
            {
                "low": number / bins,
                "high": (number + 1) / bins,
                "count": count,
                "confidence": float(confidences[inside].mean()) if count else None,
                "accuracy": float(correct[inside].mean()) if count else None,
            }
        )
    return rows


def risk_coverage(confidences, correct, points=20):
    """Return [{coverage, risk, threshold}]: error share among the surest tickets."""
    confidences, correct = np.asarray(confidences, float), np.asarray(correct, bool)
    order = np.argsort(-confidences, kind="stable")
    ranked, wrong = confidences[order], np.cumsum(~correct[order])
    counts = sorted({max(1, len(ranked) * step // points) for step in range(1, 21)})
    return [
        {
            "coverage": count / len(ranked),
            "risk": float(wrong[count - 1] / count),
            "threshold": float(ranked[count - 1]),
        }
        for count in counts
        if count <= len(ranked)
    ]
